"""Codes of authenticator apps."""

import base64
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from alcove.wires.supabase.auth.factors import totp

_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """The test vectors of RFC 6238, appendix B, give their last six digits."""
    now = datetime.fromtimestamp(seconds, UTC)
    assert totp.make_code(_SECRET, now=now) == code
    assert totp.is_valid_code(_SECRET.lower(), f" {code} ", now=now)


def test_a_code_is_valid_in_its_period_and_beside_it() -> None:
    """Clocks may differ by one period of 30 seconds in both directions."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    code = totp.make_code(_SECRET, now=now)
    valid = [seconds for seconds in range(-120, 121, 15) if totp.is_valid_code(
        _SECRET, code, now=now + timedelta(seconds=seconds))]  # fmt: skip
    assert valid == [-30, -15, 0, 15, 30, 45]


@pytest.mark.parametrize("code", ["", "1", "00000000", "abcdef", "\ud800", "287082\0"])
@pytest.mark.parametrize("secret", [_SECRET, "", "no base32!", "A" * 1000])
def test_wrong_codes_and_secrets_match_nothing(secret: str, code: str) -> None:
    """Whatever somebody sends, or another server stored, is refused without an error."""
    assert not totp.is_valid_code(secret, code, now=datetime.fromtimestamp(59, UTC))


def test_secrets_are_random_and_need_no_padding() -> None:
    """A secret has 160 random bits."""
    secrets = {totp.create_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


def test_the_address_says_whose_secret_it_is() -> None:
    """An authenticator app finds issuer, account and parameters, whatever characters they have."""
    uri = totp.build_uri("ABC", issuer="my site & co", account="ann+1@example.com")
    parts = urlsplit(uri)
    assert uri.startswith("otpauth://totp/my%20site%20&%20co:ann+1@example.com?")
    assert unquote(parts.path) == "/my site & co:ann+1@example.com"
    assert parse_qs(parts.query) == {
        "algorithm": ["SHA1"], "digits": ["6"], "issuer": ["my site & co"], "period": ["30"], "secret": ["ABC"],
    }  # fmt: skip
    assert "+" not in parts.query


def test_the_drawing_fits_into_a_data_url() -> None:
    """The client puts the SVG behind `data:image/svg+xml;utf-8,`, where a # would end it; it has a light ground."""
    image = totp.draw_qr_code(totp.build_uri(_SECRET, issuer="example.com", account="ann@example.com"))
    assert "#" not in image
    root = ET.fromstring(image)  # noqa: S314 - made above
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert 'fill="white"' in image
    assert 'stroke="black"' in image
