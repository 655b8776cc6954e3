"""Encryption and decryption in calls of the SQL functions that store and return keys."""

import uuid
from typing import Any, Final, Protocol

import msgspec

from alcove.apps.study.vault.model import build_context, build_fingerprint_context
from alcove.foundation.vault import Vault
from alcove.wires.supabase.rest.caller import Caller
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName
from alcove.wires.supabase.rest.transaction.call_hooks import CallHook, CallHooks, CallValues, ReceivedCall

_SCHEMA: Final = "public"
_NAME: Final = "p_key_name"
_VALUE: Final = "p_key_value"
_PURPOSE: Final = "get_api_key"


class LogRead(Protocol):
    """Adds to the audit that a key was read."""

    async def __call__(self, owner: uuid.UUID | None, name: str, *, purpose: str) -> None:
        """Add the entry."""
        ...


class _Claims(msgspec.Struct, frozen=True):
    sub: object = None


class ApiKeyEncryption:
    """Encrypts keys for their owner, the account in the caller's token; without one they belong to the server."""

    def __init__(self, vault: Vault, *, log_read: LogRead) -> None:
        """Take what adds to the audit that a key was read, for a purpose."""
        self._vault = vault
        self._log_read = log_read

    def encrypt_argument(self, call: ReceivedCall) -> CallValues:
        """Return the arguments of store_api_key with the key encrypted; VaultError.

        Without a name or a key they are returned as they are: the function refuses them.
        """
        name, value = _read_text(call.arguments.get(_NAME)), _read_text(call.arguments.get(_VALUE))
        if not name or not value:
            return call.arguments
        owner = _read_owner(call.caller)
        try:
            context, of_owner = build_context(owner, name), build_fingerprint_context(owner)
            ciphertext = self._vault.encrypt(value.encode(), context=context)
            fingerprint = self._vault.fingerprint(value.encode(), context=of_owner)
        except UnicodeEncodeError:
            return call.arguments
        return {**call.arguments, _NAME: name, _VALUE: f"{ciphertext} {fingerprint}"}

    async def decrypt_result(self, result: Any, call: ReceivedCall) -> str | None:
        """Return the key that get_api_key found, None without one; VaultError. Without its entry there is no key."""
        if result is None:
            return None
        name, owner = _read_text(call.arguments.get(_NAME)) or "", _read_owner(call.caller)
        await self._log_read(owner, name, purpose=_PURPOSE)
        return self._vault.decrypt(result, context=build_context(owner, name)).decode()


def build_call_hooks(vault: Vault, *, log_read: LogRead) -> CallHooks:
    """Return the hooks by the names of their functions."""
    encryption = ApiKeyEncryption(vault, log_read=log_read)
    return {
        QualifiedName(_SCHEMA, "store_api_key"): CallHook(convert_arguments=encryption.encrypt_argument),
        QualifiedName(_SCHEMA, "get_api_key"): CallHook(convert_result=encryption.decrypt_result),
    }


def _read_owner(caller: Caller) -> uuid.UUID | None:
    """Return the account, None without one. PostgreSQL refuses a subject that is no id."""
    account = msgspec.json.decode(caller.claims_json, type=_Claims).sub
    try:
        return uuid.UUID(account) if isinstance(account, str) else None
    except ValueError:
        return None


def _read_text(value: object) -> str | None:
    """Return a JSON value as the text that PostgreSQL makes of it."""
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()
