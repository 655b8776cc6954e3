"""Who is signed in stays so on a full disk: nothing has to be stored to identify a caller."""

from alcove.foundation.database import Pool
from support.accounts import APPS, PASSWORD
from support.clock import FakeClock
from support.full_database import refuse_writes
from wire.identity.conftest import OpenServer

SIGN_IN = "/api/account/sign-in"


async def test_callers_are_identified_on_a_full_disk(open_server: OpenServer, pool: Pool, dsn: str) -> None:
    """Sessions, tokens, and names with passwords work as before, although none of their uses can be stored."""
    async with open_server() as server:
        await server.accounts.add("ann")
        await server.accounts.add("bob")
        assert (await server.client.post(SIGN_IN, json={"name": "ann", "password": PASSWORD})).status_code == 200
        created = await server.client.post("/api/account/tokens", json={"name": "script", "scopes": [APPS[0]]})
        token = created.json()["token"]
        await pool.execute("UPDATE alcove.browser_session SET seen_at = now() - interval '1 hour'")
        refuse_writes(dsn)
        async with server.browser() as stranger:
            assert (await server.client.get("/api/account/sessions")).status_code == 200
            bearer = await stranger.get("/api/account", headers={"authorization": f"Bearer {token}"})
            assert bearer.json()["account"]["kind"] == "token"
            for _ in range(2):
                basic = await stranger.get("/api/account/sessions", auth=("bob", PASSWORD))
                assert basic.status_code == 200


async def test_changes_on_a_full_disk_say_so(open_server: OpenServer, clock: FakeClock, dsn: str) -> None:
    """A sign-in that starts a session gets 507; wrong passwords get 401 and are slowed down without being counted."""
    async with open_server() as server:
        await server.accounts.add("ann")
        refuse_writes(dsn)
        refused = await server.client.post(SIGN_IN, json={"name": "ann", "password": PASSWORD})
        assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
        assert int(refused.headers["retry-after"]) > 0
        started = clock.monotonic()
        for _ in range(3):
            wrong = await server.client.get("/api/account/sessions", auth=("ann", "guess"))
            assert wrong.status_code == 401
        assert clock.monotonic() - started >= 6.0
