"""Connecting Discogs over real HTTP: a pasted token, an OAuth sign-in, the test, and what is stored."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from integration.records.scraping.api_server import serve_api
from integration.records.scraping.world import World

PATH: Final = "/api/records/discogs"
NO_TOKEN: Final = {"DISCOGS_USER_TOKEN": ""}
CONSUMER: Final = {**NO_TOKEN, "DISCOGS_CONSUMER_KEY": "simulator-key", "DISCOGS_CONSUMER_SECRET": "simulator-secret"}
TOKEN: Final = "simulator-token"


async def read_state(client: httpx2.AsyncClient) -> Mapping[str, Any]:
    """Return the state of the connection."""
    response = await client.get(PATH)
    assert response.status_code == 200
    state: Mapping[str, Any] = response.json()
    return state


async def test_a_pasted_token_is_stored_encrypted_and_used(world: World) -> None:
    """A refused token is not stored; others are, encrypted, and never returned; without one nothing is scraped."""
    async with serve_api(world, environ=NO_TOKEN, with_worker=False) as client:
        assert (await read_state(client))["state"] == "not_connected"
        refused = await client.post(f"{PATH}/test")
        assert (refused.status_code, refused.json()["code"]) == (503, "credentials_missing")
        assert (await client.post("/api/records/sellers/anna/scrape", json={})).status_code == 503
        assert (await client.put(PATH, json={"token": "two words"})).status_code == 400
        wrong = await client.put(PATH, json={"token": "wrong"})
        assert (wrong.status_code, wrong.json()["error"].split(",")[0]) == (400, "Discogs does not accept this token")
        assert (await read_state(client))["state"] == "not_connected"

        answers = [await client.put(PATH, json={"token": f" {TOKEN}\n"}), await client.post(f"{PATH}/test")]
        answers.append(await client.get(PATH))
        assert answers[-1].json() == {
            "state": "ok", "source": "settings page", "locked": None, "username": "collector", "reason": None,
            "checked_at": answers[-1].json()["checked_at"], "can_sign_in": False,
        }  # fmt: skip
        assert not any(TOKEN in answer.text for answer in answers)
        row = await world.pool.fetchrow("SELECT * FROM discogs_secret")
        assert row["ciphertext"].startswith("v1.")
        assert TOKEN not in str(dict(row))
        assert (await client.get("/health")).json()["scraper"] == "ready"
        assert (await client.delete(PATH)).json()["state"] == "not_connected"
        assert await world.pool.fetchval("SELECT count(*) FROM discogs_secret") == 0


async def test_credentials_of_the_environment_are_locked(world: World) -> None:
    """The page shows which setting has the credentials, and cannot change them; the test uses them."""
    async with serve_api(world, with_worker=False) as client:
        assert (await read_state(client))["locked"] == "DISCOGS_USER_TOKEN"
        for answer in (
            await client.put(PATH, json={"token": "other"}),
            await client.delete(PATH),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
        assert (await client.post(f"{PATH}/test")).json()["username"] == "collector"


@pytest.mark.slow
async def test_an_unreachable_discogs_is_a_state_with_its_reason(world: World) -> None:
    """The connection test reports an unreachable Discogs as a state, not as an error."""
    async with serve_api(world, environ={"DISCOGS_API_BASE": "http://127.0.0.1:9"}, with_worker=False) as client:
        tested = (await client.post(f"{PATH}/test")).json()
    assert tested["state"] == "unreachable"
    assert "failed" in tested["reason"]


async def test_the_owner_signs_in_on_the_page(world: World) -> None:
    """The sign-in returns to the page of this server only, and its token is used from then on."""
    async with serve_api(world, environ=CONSUMER, with_worker=False) as client:
        assert (await read_state(client))["can_sign_in"]
        assert (await client.post(f"{PATH}/sign-in/finish", json={"verifier": "early"})).status_code == 400
        foreign = await client.post(f"{PATH}/sign-in", json={"callback": "https://example.org/settings/discogs"})
        assert (foreign.status_code, foreign.json()["code"]) == (400, "invalid_request")
        callback = str(client.base_url.join("/settings/discogs"))
        begun = await client.post(f"{PATH}/sign-in", json={"callback": callback})
        address = begun.json()["authorize_url"]
        agreed = await client.post(
            f"{world.base}/oauth/authorize", data={"oauth_token": parse_qs(urlsplit(address).query)["oauth_token"][0]}
        )
        returned = agreed.headers["location"]
        assert returned.startswith(callback)
        verifier = parse_qs(urlsplit(returned).query)["oauth_verifier"][0]
        finished = (await client.post(f"{PATH}/sign-in/finish", json={"verifier": verifier})).json()
        assert (finished["state"], finished["username"]) == ("ok", "collector")
        again = await client.post(f"{PATH}/sign-in/finish", json={"verifier": verifier})
        assert again.status_code == 400
