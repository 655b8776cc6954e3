"""Sign-up over `/auth/v1` on the server's own port: roles, mails in the outbox, limits."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from integration.study.served import StudyServer, serve_study
from support.http_client import blocking_http_client
from support.postgres import Databases

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def confirming(
    _databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StudyServer]:
    """Yield a server that confirms addresses, with few mails and sign-ups."""
    folder: Path = tmp_path_factory.mktemp("data")
    with (
        _databases.clone(_template) as dsn,
        serve_study(
            dsn, folder, STUDY_AUTOCONFIRM="false", STUDY_SIGN_UPS_PER_HOUR="4", STUDY_RESETS_PER_HOUR="2",
            STUDY_MAIL_INTERVAL="0", SITE_URL="https://study.example.org", API_EXTERNAL_URL="https://api.example.org",
        ) as served,
    ):  # fmt: skip
        yield served


@pytest.fixture
def client(confirming: StudyServer) -> Iterator[httpx2.Client]:
    """Yield a client with the anon key."""
    with blocking_http_client(confirming.address, headers={"apikey": confirming.keys.anon_key}) as opened:
        yield opened


def sign_up(client: httpx2.Client, **body: object) -> httpx2.Response:
    """Return the response to a sign-up of a new address."""
    email = f"{uuid.uuid4().hex}@example.org"
    return client.post("/auth/v1/signup", json={"email": email, "password": PASSWORD, **body})


async def test_a_sign_up_is_accepted_at_once_without_a_mail_server(server: StudyServer) -> None:
    """The account is a member of this app only, has a profile of its name, and can read it with the session."""
    with blocking_http_client(server.address, headers={"apikey": server.keys.publishable_key}) as client:
        session = sign_up(client, data={"full_name": "Ada"}).json()
        headers = {"Authorization": f"Bearer {session['access_token']}"}
        assert client.get("/rest/v1/profiles?select=full_name", headers=headers).json() == [{"full_name": "Ada"}]
    roles = await server.execute(
        "SELECT app, role FROM alcove.account_role WHERE user_id = $1::text::uuid", session["user"]["id"]
    )
    assert [tuple(row) for row in roles] == [("study", "member")]


async def test_a_sign_up_is_confirmed_by_mail(confirming: StudyServer, client: httpx2.Client) -> None:
    """The queued mail has a link with the public address; following it needs no key and signs in."""
    user = sign_up(client).json()
    assert "access_token" not in user
    (mail,) = await confirming.execute(
        "SELECT body, reference FROM alcove.mail_message WHERE recipient = $1", user["email"]
    )
    link = re.search(r"https://api\.example\.org(/auth/v1/verify\?\S+)", mail["body"])
    assert link is not None, mail["body"]
    with blocking_http_client(confirming.address) as browser:
        response = browser.get(link[1], follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"].startswith("https://study.example.org#access_token=")
    assert mail["reference"] == "confirmation"


async def test_sign_ups_of_an_address_are_limited(client: httpx2.Client) -> None:
    """After the number of the setting, sign-ups from one IP address are refused with the time to wait."""
    responses = [sign_up(client) for _ in range(5)]
    assert responses[-1].status_code == 429
    assert responses[-1].json()["error_code"] == "over_request_rate_limit"
    assert int(responses[-1].headers["retry-after"]) > 3000
    assert {response.status_code for response in responses} == {200, 429}


async def test_requests_for_passwords_are_limited_by_address(client: httpx2.Client) -> None:
    """Known and unknown addresses alike are limited, each by itself."""
    for email in ("known@example.org", "unknown@example.org"):
        statuses = [client.post("/auth/v1/recover", json={"email": email}).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]


async def test_a_refused_mail_leaves_no_account(confirming: StudyServer, client: httpx2.Client) -> None:
    """An address to which no mail can be sent gets an error, and nothing is stored."""
    before = await confirming.execute("SELECT count(*) FROM auth.users")
    response = client.post("/auth/v1/signup", json={"email": "no address", "password": PASSWORD})
    assert response.status_code in (400, 422, 429)
    assert await confirming.execute("SELECT count(*) FROM auth.users") == before
