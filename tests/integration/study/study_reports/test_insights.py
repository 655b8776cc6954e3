"""`/api/insights` and `/api/recommendations/study` with AI providers."""

import json

from alcove.simulators.ai_provider import Behaviour
from integration.study.study_reports.test_reports import PRIVATE, REPORT, add_studies
from integration.study.tutor_world import Learner, say
from support.ai_provider import AiProviderSite
from support.http_client import blocking_http_client

PATHS = ("insights", "recommendations/study")


async def test_a_provider_writes_a_part_and_numbers_stay_computed(learner: Learner, site: AiProviderSite) -> None:
    """The report is the provider's and says so, evidence is not; without consent, or failing, all is computed."""
    await add_studies(learner)
    advice = {"priority_recommendations": [{"title": "Plan", "description": "Plan the week.", "priority": "high"}]}
    site.script(default=say(json.dumps({**REPORT, **advice})))
    with blocking_http_client(learner.server.address) as http:

        def read(query: str = "") -> list[dict[str, object]]:
            bodies = []
            for path in PATHS:
                response = http.get(f"/api/{path}{query}", headers=learner.headers)
                assert response.status_code == 200, response.text
                bodies.append(response.json())
            return bodies

        insights, recommended = read()
        assert [insights["source"], recommended["source"]] == ["provider", "provider"]
        analytics, facts = insights["analytics"], insights["insights"]
        assert analytics["patterns"][0]["insight"] == "Mornings"  # type: ignore[index]
        assert analytics["goal_progress"][0]["goal_title"] == PRIVATE  # type: ignore[index]
        time = next(fact for fact in facts if fact["kind"] == "time")  # type: ignore[attr-defined]
        assert (time["evidence"]["minutes"], time["evidence"]["sessions"]) == (91, 2)
        assert recommended["reasons"][0]["evidence"]["overdue_tasks"] == 2  # type: ignore[index]
        assert PRIVATE not in json.dumps([request.body for request in site.requests()])
        count = len(site.requests())
        assert [body["source"] for body in read("?provider=false")] == ["computed", "computed"]
        assert len(site.requests()) == count
        site.script(default=Behaviour(status=500))
        failed = read()
        assert [body["source"] for body in failed] == ["computed", "computed"]
        assert failed[0]["insights"] == insights["insights"]
        await learner.server.execute(
            "UPDATE public.user_settings SET ai_suggestions_enabled = false WHERE user_id = $1", learner.id
        )
        site.script(default=say(json.dumps(REPORT)))
        count = len(site.requests())
        assert [body["source"] for body in read()] == ["computed", "computed"]
        assert len(site.requests()) == count
