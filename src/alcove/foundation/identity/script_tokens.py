"""API tokens for scripts; each token has its own account with a role in one app."""

import secrets
from dataclasses import dataclass

from alcove.foundation.database import Pool, transaction
from alcove.foundation.identity.errors import AccountExists, AccountNotFound
from alcove.foundation.identity.model import TOKEN_PREFIX, ExternalId, hash_code
from alcove.foundation.identity.store import accounts, tokens


@dataclass(frozen=True, slots=True)
class ScriptTokens:
    """The tokens of one app's scripts, by their names."""

    pool: Pool
    app: str

    async def add(self, name: str, *, username: str, is_admin: bool) -> str:
        """Add a token for the user `username` and return it; AccountExists when its name is taken."""
        text = TOKEN_PREFIX + secrets.token_urlsafe(32)
        async with transaction(self.pool) as connection:
            await accounts.lock(connection, self._identity(name).id)
            if await accounts.has_identity(connection, self._identity(name)):
                raise AccountExists(f"There is a token called {name} already.")
            account = await accounts.add_external_user(connection, self._identity(name), name=username, is_admin=False)
            await accounts.set_role(connection, account.id, apps=[self.app], role="owner" if is_admin else "member")
            await tokens.add(connection, account.id, name=name, digest=hash_code(text), scopes=[self.app], days=None)
        return text

    async def list(self) -> list[dict[str, object]]:
        """Return all tokens, sorted by name, without their text: name, username, is_admin, created_at, used_at."""
        return await tokens.list_script_tokens(self.pool, self.app)

    async def remove(self, name: str) -> None:
        """Remove a token and its account; AccountNotFound."""
        match = await accounts.find_by_identity(self.pool, self._identity(name))
        if match is None or not await accounts.remove(self.pool, match[0].id):
            raise AccountNotFound(f"There is no token called {name}.")

    def _identity(self, name: str) -> ExternalId:
        return ExternalId(provider="local", id=f"token:{self.app}:{name}")
