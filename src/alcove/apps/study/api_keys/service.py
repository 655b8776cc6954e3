"""Encryption and decryption in calls of the SQL functions that store and return keys."""

import uuid
from typing import Any, Final

import msgspec

from alcove.foundation.vault import Vault
from alcove.wires.supabase.rest.caller import Caller
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName
from alcove.wires.supabase.rest.transaction.call_hooks import CallHook, CallHooks, CallValues, ReceivedCall

_SCHEMA: Final = "public"
_NAME: Final = "p_key_name"
_VALUE: Final = "p_key_value"


class _Claims(msgspec.Struct, frozen=True):
    sub: object = None


class ApiKeyEncryption:
    """Encrypts keys for their owner, the account in the caller's token; without one they belong to the server."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def encrypt_argument(self, call: ReceivedCall) -> CallValues:
        """Return the arguments of store_api_key with the key encrypted; VaultError.

        Without a name or a key they are returned as they are: the function refuses them.
        """
        name, value = _read_text(call.arguments.get(_NAME)), _read_text(call.arguments.get(_VALUE))
        if not name or not value:
            return call.arguments
        ciphertext = self._vault.encrypt(value.encode(), context=_context(call.caller, name))
        return {**call.arguments, _NAME: name, _VALUE: ciphertext}

    def decrypt_result(self, result: Any, call: ReceivedCall) -> str | None:
        """Return the key that get_api_key found, None without one; VaultError."""
        if result is None:
            return None
        name = _read_text(call.arguments.get(_NAME)) or ""
        return self._vault.decrypt(result, context=_context(call.caller, name)).decode()


def build_call_hooks(vault: Vault) -> CallHooks:
    """Return the hooks by the names of their functions."""
    encryption = ApiKeyEncryption(vault)
    return {
        QualifiedName(_SCHEMA, "store_api_key"): CallHook(convert_arguments=encryption.encrypt_argument),
        QualifiedName(_SCHEMA, "get_api_key"): CallHook(convert_result=encryption.decrypt_result),
    }


def _context(caller: Caller, key_name: str) -> tuple[str, ...]:
    return ("api key", _read_owner(caller), key_name)


def _read_owner(caller: Caller) -> str:
    """Return the account as PostgreSQL writes it, "" without one."""
    account = msgspec.json.decode(caller.claims_json, type=_Claims).sub
    if not isinstance(account, str):
        return ""
    try:
        return str(uuid.UUID(account))
    except ValueError:
        # PostgreSQL refuses it as well.
        return account


def _read_text(value: object) -> str | None:
    """Return a JSON value as the text that PostgreSQL makes of it."""
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()
