"""The JSON of the vault's endpoints."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.ai_setting_checks import find_provider
from alcove.apps.study.native_api import InvalidFields, find_expiry_fault, read_fields
from alcove.apps.study.vault.model import MAX_KEY, MAX_NAME, MAX_PROVIDER, NewKey, is_ai_key
from alcove.foundation.errors import BadRequest

KeyOwner = Annotated[
    str, Meta(description="Whose keys: `account` for the caller's, `server` for those of the server, for its owners.")
]


class OwnerQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Whose keys."""

    owner: KeyOwner = "account"


class DeleteQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which key."""

    key_name: Annotated[str, Meta(min_length=1, max_length=MAX_NAME)]
    owner: KeyOwner = "account"


class KeyBody(msgspec.Struct, frozen=True, kw_only=True):
    """A key to store; `provider` names the service, and `expires_at` when the key is not used any more."""

    key_value: Annotated[str, Meta(min_length=1, description="At most 8000 bytes; it is never returned.")]
    key_name: Annotated[str | None, Meta(description="1 to 200 characters; not where the address has it.")] = None
    provider: Annotated[
        str | None, Meta(description="At most 100 characters; the tutor uses keys of openai, claude, gemini, deepseek.")
    ] = None
    expires_at: datetime | None = None


class RotateBody(msgspec.Struct, frozen=True, kw_only=True):
    """What to rotate: new data keys for the caller's keys, or for one of them; `master` makes a new master key."""

    scope: Literal["keys", "master"] = "keys"
    key_name: str | None = None
    owner: KeyOwner = "account"


class KeyState(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a key; `key_version` is the version of the master key, `fingerprint` identifies the key."""

    key_name: str
    provider: str | None
    key_version: int
    fingerprint: str | None
    is_active: bool
    is_expired: bool
    created_at: datetime
    updated_at: datetime
    rotated_at: datetime | None
    last_accessed: datetime | None
    expires_at: datetime | None


class KeyList(msgspec.Struct, frozen=True, kw_only=True):
    """All keys of an owner, by name."""

    keys: list[KeyState]
    total: int


class RotationBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was rotated; `unreadable` are keys that cannot be decrypted, `state` is `queued` for a master key."""

    rotated: int | None = None
    keys: tuple[str, ...] | None = None
    unreadable: tuple[str, ...] | None = None
    state: Literal["queued"] | None = None


def decode_object(body: bytes) -> Mapping[str, Any]:
    """Return a JSON object; BadRequest."""
    try:
        values: Mapping[str, Any] = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])
    except msgspec.ValidationError as error:
        raise BadRequest("The request body is not a JSON object.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        # The text of the error could have a part of a key in it.
        raise BadRequest("The request body is not valid JSON.") from error
    return values


def read_new_key(body: bytes, *, owner: UUID | None, name: str | None, now: datetime) -> NewKey:
    """Return the key in a request; `name` is that in its address. InvalidFields, BadRequest."""
    read = read_fields(decode_object(body), KeyBody)
    wrong: dict[str, str] = {}
    key_name = read.key_name if name is None else name
    if name is not None and read.key_name not in (None, name):
        wrong["key_name"] = "is another name than that in the address"
    if problem := _check_name(key_name):
        wrong["key_name"] = problem
    if len(read.key_value.encode()) > MAX_KEY:
        wrong["key_value"] = f"is longer than {MAX_KEY} bytes"
    provider = (read.provider or "").strip() or None
    if provider is not None and (len(provider) > MAX_PROVIDER or "\0" in provider):
        wrong["provider"] = f"has more than {MAX_PROVIDER} characters, or a NUL character"
    elif provider is not None and find_provider(provider) and not is_ai_key(read.key_value):
        wrong["key_value"] = "is not a key of this provider: expected ASCII without spaces"
    if problem := find_expiry_fault(read.expires_at, now=now):
        wrong["expires_at"] = problem
    if wrong:
        raise InvalidFields(wrong)
    return NewKey(owner=owner, name=key_name or "", value=read.key_value, provider=provider, expires_at=read.expires_at)


def read_rotation(body: bytes) -> RotateBody:
    """Return what a request wants to rotate; an empty body wants the caller's keys. InvalidFields, BadRequest."""
    if not body.strip():
        return RotateBody()
    wanted = read_fields(decode_object(body), RotateBody)
    if wanted.key_name is not None and (problem := _check_name(wanted.key_name)):
        raise InvalidFields({"key_name": problem})
    return wanted


def _check_name(name: str | None) -> str | None:
    if name is None:
        return "is missing"
    return None if 0 < len(name) <= MAX_NAME and "\0" not in name else f"must have 1 to {MAX_NAME} characters, no NUL"
