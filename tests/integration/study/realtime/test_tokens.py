"""Tokens of channels: who a client is, and what happens when its token ends."""

import asyncio
import uuid

import pytest

from integration.study.served import StudyServer
from support.phoenix import VERSIONS, PhoenixClient, connect

TOPIC = "realtime:room"


async def read_reason(client: PhoenixClient) -> str:
    """Return the reason in the system event before a channel was closed."""
    event = await client.wait_for("system")
    assert event.payload == {
        "status": "error",
        "extension": "system",
        "channel": "room",
        "message": event.payload["message"],
    }
    closed = await client.receive()
    assert (closed.event, closed.ref) == ("phx_close", closed.join_ref)
    return str(event.payload["message"])


async def test_refused_tokens_have_reasons(server: StudyServer) -> None:
    """An expired, forged, malformed or incomplete token refuses the join and says why."""
    someone = uuid.uuid4()
    reasons = {
        server.token(someone, lifetime=-300): "InvalidJWTExpiration: Token has expired 300 seconds ago",
        server.token(someone, lifetime=-5): "InvalidJWTExpiration: Token has expired 5 seconds ago",
        server.token(someone, secret="another secret of at least 32 bytes"): (
            "JwtSignatureError: Failed to validate JWT signature"
        ),
        server.token(someone, role=None): "InvalidJWTToken: Fields `role` and `exp` are required in JWT",
        server.token(someone, exp=None): "InvalidJWTToken: Fields `role` and `exp` are required in JWT",
        server.token(someone, nbf=9_999_999_999): "InvalidJWTToken: JWT not yet valid",
        server.token(someone, more="x" * 65_536): "MalformedJWT: The token provided is not a valid JWT",
        "e30.e30": "MalformedJWT: The token provided is not a valid JWT",
        "é.ü.x": "MalformedJWT: The token provided is not a valid JWT",
    }
    async with connect(server.address, server.keys.anon_key) as client:
        for token, reason in reasons.items():
            reply = await client.try_join(TOPIC, token=token)
            assert (reply.status, reply.response["reason"].replace("301", "300").replace(" 6 ", " 5 ")) == (
                "error",
                reason,
            )


async def test_keys_are_accepted_as_tokens(server: StudyServer, account: uuid.UUID) -> None:
    """A client without a user sends its key, of either kind."""
    keys = server.keys
    async with connect(server.address, keys.publishable_key) as client:
        for token in (None, keys.anon_key, keys.publishable_key, keys.secret_key, server.token(account)):
            assert (await client.try_join(TOPIC, token=token)).status == "ok"


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_token_that_expires_closes_the_channel(server: StudyServer, account: uuid.UUID, version: str) -> None:
    """The client is told, the channel is closed, the connection and other channels stay; a newer token prevents it."""
    async with connect(server.address, server.keys.anon_key, version) as client:
        await client.join("realtime:other")
        await client.join("realtime:renewed", token=server.token(account, lifetime=2))
        await client.join(TOPIC, token=server.token(account, lifetime=2))
        await client.push("realtime:renewed", "access_token", {"access_token": server.token(account)})
        assert (await read_reason(client)).startswith("Token has expired")
        assert (await client.call("realtime:other", "presence", {"event": "untrack"})).status == "ok"
        assert (await client.call("realtime:renewed", "presence", {"event": "untrack"})).status == "ok"
        assert (await client.call(TOPIC, "presence", {"event": "untrack"})).status == "error"


async def test_new_tokens(server: StudyServer, account: uuid.UUID, other: uuid.UUID) -> None:
    """Good tokens have no answer; one that cannot be accepted closes the channel with its reason."""
    async with connect(server.address, server.keys.anon_key) as client:
        await client.join(TOPIC)
        for token in (server.token(account), server.token(other), None, "sb_anything", "", server.keys.anon_key):
            await client.push(TOPIC, "access_token", {"access_token": token})
        assert await client.receive_all() == []
        for bad, reason in (
            ({"access_token": server.token(account, lifetime=-60)}, "Token has expired"),
            ({"access_token": "a.b"}, "The token provided is not a valid JWT"),
            ({"access_token": 7}, "The token provided is not a valid JWT"),
            ([], "The token provided is not a valid JWT"),
            ({"access_token": server.token(account, secret="x" * 32)}, "Failed to validate JWT signature"),
        ):
            await client.join(TOPIC)
            await client.push(TOPIC, "access_token", bad)
            assert (await read_reason(client)).startswith(reason)


async def test_a_new_token_of_a_private_channel_needs_a_policy(
    server: StudyServer, account: uuid.UUID, other: uuid.UUID
) -> None:
    """The rights are those of the token that was sent last."""
    await server.execute(
        "CREATE POLICY one ON realtime.messages FOR ALL TO authenticated"
        f" USING (auth.uid() = '{account}') WITH CHECK (auth.uid() = '{account}')"
    )
    try:
        async with connect(server.address, server.keys.anon_key) as client:
            await client.join(TOPIC, {"private": True}, token=server.token(account))
            await client.push(TOPIC, "access_token", {"access_token": server.token(account, lifetime=7200)})
            assert await client.receive_all() == []
            await client.push(TOPIC, "access_token", {"access_token": server.token(other)})
            assert "You do not have permissions" in await read_reason(client)
    finally:
        await server.execute("DROP POLICY one ON realtime.messages")


async def test_the_end_of_a_session_closes_its_channels(server: StudyServer, account: uuid.UUID) -> None:
    """A sign-out reaches open channels at once, and refuses joins; other sessions of the user go on."""
    first, second = uuid.uuid4(), uuid.uuid4()
    for session in (first, second):
        await server.execute(
            "INSERT INTO auth.sessions (id, user_id, created_at, updated_at) VALUES ($1, $2, now(), now())",
            session,
            account,
        )
    tokens = [server.token(account, session_id=str(session)) for session in (first, second)]
    async with connect(server.address, server.keys.anon_key) as client:
        await client.join(TOPIC, token=tokens[0])
        await client.join("realtime:second", token=tokens[1])
        await server.execute("DELETE FROM auth.sessions WHERE id = $1", first)
        assert await read_reason(client) == "The session of the token has ended"
        reply = await client.try_join(TOPIC, token=tokens[0])
        assert reply.response == {"reason": "Unauthorized: The session of the token has ended"}
        assert (await client.call("realtime:second", "presence", {"event": "untrack"})).status == "ok"


async def test_a_session_that_ends_during_a_join(server: StudyServer, account: uuid.UUID) -> None:
    """A channel that was being joined when the session ended is closed as well."""
    session = uuid.uuid4()
    await server.execute(
        "INSERT INTO auth.sessions (id, user_id, created_at, updated_at) VALUES ($1, $2, now(), now())",
        session,
        account,
    )
    await server.execute(
        "CREATE POLICY slow ON realtime.messages FOR SELECT TO authenticated USING (pg_sleep(0.4) IS NOT NULL)"
    )
    try:
        async with connect(server.address, server.keys.anon_key) as client:
            token = server.token(account, session_id=str(session))
            ref = await client.push_join(TOPIC, {"private": True}, access_token=token)
            await asyncio.sleep(0.3)
            await server.execute("DELETE FROM auth.sessions WHERE id = $1", session)
            assert (await client.reply(ref)).status == "ok"
            assert await read_reason(client) == "The session of the token has ended"
    finally:
        await server.execute("DROP POLICY slow ON realtime.messages")
