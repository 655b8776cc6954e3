"""Broadcasts that are stored for those who join later, because their sender asks for it with `persist`."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

import asyncpg
import msgspec

from alcove.foundation.database import DATABASE_LOST
from alcove.wires.supabase.realtime import reasons
from alcove.wires.supabase.realtime.channel import Topic
from alcove.wires.supabase.realtime.frames import PayloadEncoding, UserBroadcast
from alcove.wires.supabase.realtime.model import MessageStore

_MAX_SECONDS: Final = 10 * 365 * 86_400
_REFUSALS: Final = (asyncpg.DataError, asyncpg.ProgramLimitExceededError)
"""Errors of a payload that PostgreSQL cannot store, such as one with a NUL; they are part of DATABASE_LOST."""


@dataclass(frozen=True, slots=True)
class Retention:
    """For how long a message is stored, with None for as long as messages are kept."""

    seconds: float | None = None


class NotStored(Exception):
    """A broadcast that is to be stored cannot be; the text is the error that the sender gets."""


class _Options(msgspec.Struct):
    ttl: float | None = None


class _Metadata(msgspec.Struct):
    persist: bool | _Options | None = None


_decode = msgspec.json.Decoder(_Metadata).decode


def read_metadata(metadata: bytes) -> Retention | None:
    """Return what the metadata of a binary frame ask for; NotStored."""
    if not metadata:
        return None
    try:
        persist = _decode(metadata).persist
    except ValueError as error:
        raise NotStored(reasons.INVALID_PERSIST) from error
    if isinstance(persist, _Options):
        return Retention() if persist.ttl is None else _check_seconds(persist.ttl)
    return Retention() if persist else None


def read_query(query: str) -> Retention | None:
    """Return what the query of an HTTP request asks for; NotStored."""
    values = parse_qs(query)
    if "persist[ttl]" in values:
        try:
            return _check_seconds(float(values["persist[ttl]"][-1]))
        except ValueError as error:
            raise NotStored(reasons.INVALID_PERSIST) from error
    persist = values.get("persist", ["false"])[-1].lower()
    if persist not in ("true", "false"):
        raise NotStored(reasons.INVALID_PERSIST)
    return Retention() if persist == "true" else None


async def store_broadcast(
    broadcast: UserBroadcast, *, topic: Topic, store: MessageStore | None, retention: Retention
) -> UserBroadcast:
    """Store a broadcast, and return it with its id; NotStored."""
    if not topic.is_private or store is None:
        raise NotStored(reasons.PERSIST_NEEDS_PRIVATE)
    if broadcast.encoding is PayloadEncoding.BINARY:
        raise NotStored(reasons.PERSIST_NEEDS_JSON)
    try:
        message_id = await store.store(
            topic.name, event=broadcast.event, payload=broadcast.payload, seconds=retention.seconds
        )
    except _REFUSALS as error:
        raise NotStored(reasons.INVALID_BROADCAST) from error
    except DATABASE_LOST as error:
        raise NotStored(reasons.PERSIST_FAILED) from error
    return UserBroadcast(
        event=broadcast.event, payload=broadcast.payload, metadata=msgspec.json.encode({"id": message_id})
    )


def _check_seconds(seconds: float) -> Retention:
    if not 0 < seconds <= _MAX_SECONDS:
        raise NotStored(reasons.INVALID_PERSIST)
    return Retention(seconds)
