"""Sessions that a second factor raises to aal2, and that are lowered when it is removed."""

from uuid import UUID, uuid4

from alcove.foundation.database import transaction
from alcove.wires.supabase.auth.sessions.service import upgrade_session
from alcove.wires.supabase.auth.sessions.store import lower_sessions
from alcove.wires.supabase.auth.users.store.users import find_user
from support.auth_server import AuthApi

EMAIL = "ann@example.com"


async def test_a_second_factor_upgrades_the_session(api: AuthApi) -> None:
    """The session has new tokens with aal2 and both methods, also after a refresh; the replaced token still helps."""
    user_id, factor_id = await api.add_user(EMAIL), uuid4()
    session = await api.sign_in(EMAIL)
    session_id = UUID(api.deps.signer().verify(session["access_token"])["session_id"])
    start = int(api.clock.now().timestamp())
    api.clock.advance(30)
    user = await find_user(api.deps.pool(), user_id)
    assert user is not None
    async with transaction(api.deps.pool()) as connection:
        upgraded = await upgrade_session(
            api.deps, connection, user=user, session_id=session_id, method="totp", factor_id=factor_id
        )
    methods = [{"method": "totp", "timestamp": start + 30}, {"method": "password", "timestamp": start}]
    for token in (upgraded.refresh_token, session["refresh_token"]):
        response = await api.post("/token", {"refresh_token": token}, grant_type="refresh_token")
        claims = api.deps.signer().verify(response.json()["access_token"])
        assert (claims["session_id"], claims["aal"], claims["amr"]) == (str(session_id), "aal2", methods)
    async with transaction(api.deps.pool()) as connection:
        await lower_sessions(connection, user_id, factor_id=factor_id, method="totp", now=api.clock.now())
    body = {"refresh_token": response.json()["refresh_token"]}
    lowered = (await api.post("/token", body, grant_type="refresh_token")).json()
    claims = api.deps.signer().verify(lowered["access_token"])
    assert (claims["aal"], claims["amr"]) == ("aal1", methods[1:])
