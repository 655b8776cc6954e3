"""The canonical form of signed bodies: what `JSON.stringify` writes of an object with sorted keys."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.study.signed_requests.model import (
    NotSignable,
    Signature,
    build_signed_text,
    is_signed_by,
    read_signature,
    sign,
    write_canonical,
    write_number,
)

# What ECMAScript writes.
NUMBERS = {
    "0": "0", "-0.0": "0", "1.0": "1", "1.50": "1.5", "100": "100", "1e2": "100", "1e20": "100000000000000000000",
    "1e21": "1e+21", "123456789012345680000": "123456789012345680000", "9007199254740993": "9007199254740992",
    "0.000001": "0.000001", "1e-7": "1e-7", "1.5e-7": "1.5e-7", "-1.25e+30": "-1.25e+30", "0.1": "0.1",
    "12345.678": "12345.678", "5e-324": "5e-324", "-9007199254740991": "-9007199254740991",
}  # fmt: skip
BODIES = {
    '{"b":1,"a":{"d":[3,{"y":null,"x":true}],"c":"é"}}': '{"a":{"c":"é","d":[3,{"x":true,"y":null}]},"b":1}',
    ' { "a" : "\\u00e9\\n\\u0007\\u007f\\/" } ': '{"a":"é\\n\\u0007\x7f/"}',
    # U+FF61 comes after the surrogates of U+1F511 in UTF-16, and before it in Unicode.
    '{"\\uff61":1,"\\ud83d\\udd11":2}': '{"\U0001f511":2,"\uff61":1}',
    '{"a":1,"a":2}': '{"a":2}',
    "[]": "[]",
    '"text"': '"text"',
    "{}": "{}",
}
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=5), children, max_size=4),
    max_leaves=12,
)
SIGNED = Signature(client_id=uuid4(), signature="", timestamp="1000", nonce="nonce-0001")


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_written_as_in_javascript(text: str) -> None:
    """Integers have no point, and exponents are those of ECMAScript."""
    assert write_canonical(text.encode()) == NUMBERS[text]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_stay_the_same(value: float) -> None:
    """What is written is read as the same number."""
    assert float(write_number(value)) == value


@pytest.mark.parametrize("body", BODIES)
def test_keys_are_sorted(body: str) -> None:
    """All objects are sorted by UTF-16 code units, without spaces, and only what must be is escaped."""
    assert write_canonical(body.encode()) == BODIES[body]


@given(VALUES)
def test_the_order_and_the_spaces_of_a_body_do_not_matter(value: object) -> None:
    """Two texts of one value have one canonical form, which has the same value."""
    first = write_canonical(json.dumps(value, indent=3).encode())
    assert write_canonical(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()) == first
    assert json.loads(first) == value


@pytest.mark.parametrize(
    "body",
    [b"a=1", b"{", b"\xff", b'"\\ud800"', b"NaN", b"-Infinity", b"1e999", b"1" * 400, b"1" * 5000, b"[" * 100_000],
)
def test_other_bodies_cannot_be_signed(body: bytes) -> None:
    """A form, an incomplete document, a lone surrogate, and numbers that JSON does not have are refused."""
    with pytest.raises(NotSignable):
        write_canonical(body)


def test_the_signed_text_has_all_parts() -> None:
    """Method, address, time and nonce, and the body where there is one; each changes the signature."""
    assert build_signed_text("GET", "/a?b=c", signature=SIGNED, body=b"") == "GET:/a?b=c:1000:nonce-0001"
    text = build_signed_text("POST", "/a", signature=SIGNED, body=b'{"b":1,"a":2}')
    assert text == 'POST:/a:1000:nonce-0001:{"a":2,"b":1}'
    assert sign("key", "The quick brown fox jumps over the lazy dog") == "97yD9DBThCSxMpjmqm+xQ+9NWaFJRhdZl0edvC0aPNg="
    assert is_signed_by("key", ["another", text], signature=sign("key", text))
    assert not is_signed_by("another key", [text], signature=sign("key", text))
    assert not is_signed_by("key", [text], signature=sign("key", text)[:-1])


def test_only_timely_and_well_formed_headers_are_read() -> None:
    """A request may be five minutes old and one minute ahead; other headers are no signature."""
    now = datetime.now(UTC)

    def age(seconds: float) -> bool:
        stamp = str(int((now - timedelta(seconds=seconds)).timestamp() * 1000))
        return Signature(client_id=uuid4(), signature="", timestamp=stamp, nonce="n" * 8).is_timely(now)

    assert [age(seconds) for seconds in (299, 301, -59, -61)] == [True, False, True, False]
    good = {"client_id": str(uuid4()), "signature": "abc", "timestamp": "1000", "nonce": "n" * 8}
    assert read_signature(**good) is not None
    for name, value in (
        ("client_id", "me"), ("timestamp", "-1"), ("timestamp", "1e3"), ("timestamp", "٣"), ("timestamp", "9" * 16),
        ("timestamp", ""), ("nonce", "short"), ("nonce", "n" * 201), ("nonce", "n n n n n"), ("nonce", "nönönönö"),
        ("signature", "é"),
    ):  # fmt: skip
        assert read_signature(**{**good, name: value}) is None
