"""Frames of both versions: what is encoded is what clients decode, and no bytes break the decoder."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.realtime.frames import (
    ClientFrame,
    MalformedFrame,
    PayloadEncoding,
    SharedFrame,
    UserBroadcast,
    Version,
    decode_frame,
    encode_frame,
)
from support.phoenix import decode

LIMIT = 100_000
VERSIONS = list(Version)
TEXTS = st.text(max_size=60).filter(lambda text: "\0" not in text)
SHORT = st.text(max_size=40)
REFS = st.one_of(st.none(), SHORT, st.integers(0, 2**53))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None)
@given(version=st.sampled_from(VERSIONS), names=st.tuples(TEXTS, TEXTS), payload=VALUES, refs=st.tuples(REFS, REFS))
def test_text_frames_round_trip(version: Version, names: tuple[str, str], payload: Any, refs: tuple[Any, Any]) -> None:
    """What the server encodes a client decodes, and what a client encodes the server decodes."""
    (topic, event), (ref, join_ref) = names, refs
    content = msgspec.json.encode(payload)
    outgoing = encode_frame(version, topic=topic, event=event, payload=content, ref=ref, join_ref=join_ref)
    frame = decode(outgoing.message["text"], version.value)
    assert (frame.topic, frame.event, frame.payload, frame.ref, frame.join_ref) == (
        topic,
        event,
        payload,
        ref,
        join_ref,
    )
    sent = (
        {"topic": topic, "event": event, "payload": payload, "ref": ref, "join_ref": join_ref}
        if version is Version.V1
        else [join_ref, ref, topic, event, payload]
    )
    received = decode_frame(json.dumps(sent), version=version, limit=LIMIT)
    assert (received.topic, received.event, received.ref, received.join_ref) == (topic, event, ref, join_ref)
    assert json.loads(received.payload) == payload


@settings(max_examples=60, deadline=None)
@given(topic=SHORT, event=SHORT, payload=st.binary(max_size=200), metadata=st.dictionaries(SHORT, SHORT, max_size=1))
def test_binary_broadcasts_round_trip(topic: str, event: str, payload: bytes, metadata: dict[str, str]) -> None:
    """A broadcast of a client is decoded, and what is made of it is what the other clients decode."""
    meta = json.dumps(metadata).encode() if metadata else b""
    fields = (b"7", b"8", topic.encode(), event.encode(), meta)
    if max(map(len, fields)) > 255:
        return
    data = bytes((3, *map(len, fields), 0)) + b"".join(fields) + payload
    frame = decode_frame(data, version=Version.V2, limit=LIMIT)
    broadcast = UserBroadcast(event=event, payload=payload, encoding=PayloadEncoding.BINARY, metadata=meta)
    assert frame == ClientFrame(topic=topic, event="broadcast", ref="8", join_ref="7", broadcast=broadcast)
    shared = SharedFrame.of_broadcast(topic, broadcast)
    outgoing = shared.encode(Version.V2)
    assert outgoing is not None
    expected = {"type": "broadcast", "event": event, "payload": payload} | ({"meta": metadata} if metadata else {})
    decoded = decode(outgoing.message["bytes"], "2.0.0")
    assert (decoded.topic, decoded.payload) == (topic, expected)
    assert shared.encode(Version.V1) is None


@settings(max_examples=200, deadline=None)
@given(version=st.sampled_from(VERSIONS), data=st.one_of(st.binary(max_size=60), st.text(max_size=60)))
def test_no_data_break_the_decoder(version: Version, data: str | bytes) -> None:
    """Whatever a client sends is a frame, or malformed."""
    with suppress(MalformedFrame):
        assert decode_frame(data, version=version, limit=LIMIT).topic is not None


@settings(max_examples=100, deadline=None)
@given(sizes=st.lists(st.integers(0, 255), min_size=5, max_size=5), rest=st.binary(max_size=80))
def test_no_header_breaks_the_decoder(sizes: list[int], rest: bytes) -> None:
    """Lengths that do not fit are malformed."""
    data = bytes((3, *sizes, 1)) + rest
    try:
        frame = decode_frame(data, version=Version.V2, limit=LIMIT)
    except MalformedFrame:
        return
    assert frame.broadcast is not None
    json.loads(frame.broadcast.payload)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_frame_is_encoded_once(version: Version) -> None:
    """All clients of a version get the same object."""
    frame = SharedFrame("realtime:a", "broadcast", payload=b"{}")
    assert frame.encode(version) is frame.encode(version)


def test_a_name_too_long_for_a_binary_frame_is_sent_as_text() -> None:
    """A topic of more than 255 bytes cannot stand in a binary frame; bytes then reach nobody."""
    topic = "realtime:" + "é" * 200
    as_text = SharedFrame.of_broadcast(topic, UserBroadcast(event="a", payload=b"[1]", metadata=b'{"id":"x"}'))
    outgoing = as_text.encode(Version.V2)
    assert outgoing is not None
    payload = {"type": "broadcast", "event": "a", "payload": [1], "meta": {"id": "x"}}
    assert json.loads(outgoing.message["text"]) == [None, None, topic, "broadcast", payload]
    binary = UserBroadcast(event="a", payload=b"\xff", encoding=PayloadEncoding.BINARY)
    assert SharedFrame.of_broadcast(topic, binary).encode(Version.V2) is None
