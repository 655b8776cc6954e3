"""Tokens that an app kept by itself go on working, with what they could do in that app and nothing else."""

from alcove.foundation.database import Pool
from alcove.foundation.identity.store import accounts as stored
from support.accounts import Accounts

KEPT = """
CREATE TABLE alcove.shop_token (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, digest bytea NOT NULL UNIQUE,
    username text NOT NULL, is_admin boolean NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz);
INSERT INTO alcove.shop_token (name, digest, username, is_admin) VALUES
    ('cron', sha256('first'), 'me', true), ('phone', sha256('second'), 'me', false),
    ('nas', sha256('third'), 'me', true)
"""


async def test_old_tokens_work_with_the_role_that_they_had(accounts: Accounts, pool: Pool) -> None:
    """One account for each name and right; the name stays free for a person."""
    await pool.execute(KEPT)
    await pool.execute("SELECT alcove.take_over_tokens('alcove.shop_token', 'shop')")
    found = {}
    for text in ("first", "second", "third"):
        token = await accounts.identity.sign_in.by_token(text, address="192.0.2.1")
        assert token is not None
        assert token.account is not None
        assert token.scopes == frozenset({"shop"})
        found[text] = (token.account.name, dict(token.account.roles), token.account.id)
    assert [(name, roles) for name, roles, _ in found.values()] == [
        ("me", {"shop": "owner"}), ("me", {"shop": "member"}), ("me", {"shop": "owner"}),
    ]  # fmt: skip
    assert found["first"][2] == found["third"][2] != found["second"][2]
    assert not await accounts.identity.service.is_set_up()
    me = await accounts.add("me", roles={"shop": "owner"})
    async with pool.acquire() as connection, connection.transaction():
        assert await stored.apps_without_owner(connection, me.id, apps=["shop"]) == ["shop"]
