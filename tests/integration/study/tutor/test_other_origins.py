"""A page of another origin asks the tutor and reads the answer again."""

import pytest

from integration.study.tutor_fixtures import ServeTutor
from integration.study.tutor_world import QUESTION, TUTOR, add_learner, say
from support.ai_provider import AiProviderSite
from support.http_client import blocking_http_client

ORIGIN = "https://page.example"
READABLE = ("Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@pytest.mark.parametrize("path", ["/api/ai/chat", "/api/study/ai/chat", f"/functions/v1/{TUTOR}"])
async def test_a_page_of_a_listed_origin_may_read_everything(
    serve: ServeTutor, site: AiProviderSite, path: str
) -> None:
    """The preflight allows what a reader sends; the id of the answer and the limits are readable, also at 429."""
    site.script(default=say())
    settings = {**site.settings("deepseek"), "CORS_ORIGINS": ORIGIN, "STUDY_LIMIT_F1_PER_MINUTE": "1"}
    with serve(**settings) as server, blocking_http_client(server.address) as client:
        learner = await add_learner(server)
        wanted = "authorization,content-type" if path.startswith("/functions") else "authorization,last-event-id"
        preflight = client.options(path, headers={
            "Origin": ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": wanted,
        })  # fmt: skip
        assert preflight.status_code == 204
        allowed = {name.strip().lower() for name in preflight.headers["access-control-allow-headers"].split(",")}
        assert set(wanted.split(",")) <= allowed
        headers = {**learner.headers, "Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}
        answered = client.post(path, headers=headers, json={"message": QUESTION})
        refused = client.post(path, headers=headers, json={"message": QUESTION})
        assert (answered.status_code, refused.status_code) == (200, 429)
        for response in (answered, refused):
            assert response.headers["access-control-allow-origin"] in (ORIGIN, "*")
        assert "x-answer-id" in answered.headers["access-control-expose-headers"].lower()
        exposed = refused.headers["access-control-expose-headers"].lower()
        for name in READABLE:
            assert name in refused.headers
            assert name.lower() in exposed
        again = client.get(f"/api/ai/chat/{answered.headers['x-answer-id']}/stream", headers=headers)
        assert again.status_code == 200
        assert again.headers["access-control-allow-origin"] == ORIGIN
