"""Programs that sign their requests: registered for an account, and recognized by their signatures."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from alcove.apps.study.native_api import InvalidSignature
from alcove.apps.study.signed_requests import store
from alcove.apps.study.signed_requests.model import (
    OLDEST_MS,
    ClientNotFound,
    ClientRefused,
    MachineClient,
    NotSignable,
    Signature,
    build_context,
    build_signed_text,
    is_signed_by,
)
from alcove.foundation.clock import Clock
from alcove.foundation.database import Pool
from alcove.foundation.settings import Secret
from alcove.foundation.telemetry import SecurityKind, get_logger, report_security
from alcove.foundation.vault import Vault, VaultError

_NONCE_LIFETIME: Final = timedelta(milliseconds=2 * OLDEST_MS)
"""Longer than a request is accepted, also one whose clock is ahead."""

log = get_logger("alcove.study")


class MachineClients:
    """The programs of accounts."""

    def __init__(
        self, pool: Pool, *, vault: Vault, clock: Clock, new_key: Callable[[], str] = lambda: secrets.token_urlsafe(32)
    ) -> None:
        self._pool = pool
        self._vault = vault
        self._clock = clock
        self._new_key = new_key

    async def add(self, user_id: UUID, *, name: str, expires_at: datetime | None = None) -> tuple[UUID, Secret]:
        """Register a program, and return its id and its key, which is never shown again; ClientRefused, VaultError."""
        client_id, key = uuid4(), self._new_key()
        ciphertext = await asyncio.to_thread(self._vault.encrypt, key.encode(), context=build_context(client_id))
        client = MachineClient(id=client_id, user_id=user_id, ciphertext=ciphertext)
        if not await store.add_client(self._pool, client, name=name, now=self._clock.now(), expires_at=expires_at):
            raise ClientRefused
        return client_id, Secret(key)

    async def list(self, user_id: UUID) -> bytes:
        """Return the programs of an account as JSON, without their keys."""
        return await store.list_clients(self._pool, user_id)

    async def remove(self, client_id: UUID, *, user_id: UUID) -> None:
        """Refuse the requests of a program from now on; ClientNotFound."""
        if not await store.delete_client(self._pool, client_id, user_id=user_id):
            raise ClientNotFound

    async def identify(
        self, signature: Signature | None, *, method: str, urls: Sequence[str], body: bytes
    ) -> MachineClient:
        """Return the program that has signed a request for one of these addresses; InvalidSignature.

        The nonce is stored only when the signature is right: nobody else can use up those of a program.
        """
        now = self._clock.now()
        if signature is None or not signature.is_timely(now):
            raise _refuse("headers")
        client = await store.find_client(self._pool, signature.client_id, now=now)
        # An unknown program takes as long as a known one.
        key = self._new_key() if client is None else await self._read_key(client)
        try:
            texts = [build_signed_text(method, url, signature=signature, body=body) for url in urls]
        except NotSignable:
            raise _refuse("body") from None
        if not is_signed_by(key, texts, signature=signature.signature) or client is None:
            raise _refuse("signature")
        expires_at = now + _NONCE_LIFETIME
        if not await store.use_nonce(self._pool, client.id, nonce=signature.nonce, expires_at=expires_at, now=now):
            raise _refuse("nonce")
        return client

    async def _read_key(self, client: MachineClient) -> str:
        try:
            plain = await asyncio.to_thread(self._vault.decrypt, client.ciphertext, context=build_context(client.id))
        except VaultError as error:
            log.warning("client_key_unreadable", client=str(client.id), reason=error.message)
            raise _refuse("key") from None
        return plain.decode()


def _refuse(reason: str) -> InvalidSignature:
    """Return the error, whose reason only the log has."""
    log.warning("signed_request_refused", reason=reason)
    report_security(SecurityKind.REFUSED_SIGNATURE, reason=reason)
    return InvalidSignature()
