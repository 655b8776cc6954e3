"""Redaction of secrets by name and by pattern."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.foundation.telemetry import HIDDEN, redact, redact_text
from alcove.foundation.telemetry.redaction import is_secret_name


@pytest.mark.parametrize(
    "name",
    [
        "token", "ALCOVE_TOKEN", "access_token", "accessToken", "apiKey", "api_key", "X-Api-Key", "client-secret",
        "password", "Authorization", "cookie", "Set-Cookie", "consumer_key", "key", "database_dsn", "userPassword",
    ],
)  # fmt: skip
def test_secret_names(name: str) -> None:
    """Values are redacted under all usual spellings of secret names."""
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["keyboard", "monkey", "author", "tokenizer", "cookies_eaten", "seller", "keeper_ids"])
def test_other_names(name: str) -> None:
    """A name that has such a word only inside another word is not secret."""
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("/a?token=abc&b=1", f"/a?token={HIDDEN}&b=1"),
        ("/a?b=1&ACCESS_TOKEN=abc", f"/a?b=1&ACCESS_TOKEN={HIDDEN}"),
        ("postgresql://u:p%40w@h:5432/n", f"postgresql://u:{HIDDEN}@h:5432/n"),
        ("redis://u:p@w@h/0", f"redis://u:{HIDDEN}@h/0"),
        ("redis://:pw@h/0", f"redis://:{HIDDEN}@h/0"),
        ("Authorization: Bearer abc.def", f"Authorization: Bearer {HIDDEN}"),
        ("sent Basic dXNlcjpwdw==", f"sent Basic {HIDDEN}"),
        (
            'OAuth oauth_token="abc", oauth_signature="x%3D"',
            f'OAuth oauth_token="{HIDDEN}", oauth_signature="{HIDDEN}"',
        ),
        ("password = hunter2; next", f"password = {HIDDEN}; next"),
        ("/search?q=keyboard&page=2", "/search?q=keyboard&page=2"),
        ("mail to a@b.c", "mail to a@b.c"),
    ],
)
def test_secrets_in_text_are_redacted(text: str, redacted: str) -> None:
    """Only the secret part of URLs, headers and assignments is redacted."""
    assert redact_text(text) == redacted


def test_nested_values_are_redacted() -> None:
    """Secrets are redacted by name in nested mappings and lists."""
    value = {"a": [{"token": "t1", "b": "x?key=1&api_key=k1"}], "password": "p1", "empty": {"secret": ""}}
    redacted = repr(redact(value))
    assert "t1" not in redacted
    assert "k1" not in redacted
    assert "p1" not in redacted
    assert "x?key=1" in redacted


def test_depth_is_bounded() -> None:
    """A deeply nested value is truncated."""
    nested: list[object] = []
    nested.append(nested)
    assert "..." in repr(redact(nested))


@settings(derandomize=True, max_examples=100)
@given(secret=st.text("abcdefghijklmnopqrstuvwxyz0123456789._~-", min_size=9, max_size=40), before=st.text(max_size=30))
def test_a_token_parameter_is_always_redacted(secret: str, before: str) -> None:
    """The value of a token is redacted in any URL."""
    assert f"access_token={secret}" not in redact_text(f"http://h/{before}?access_token={secret}&x=1")


@pytest.mark.parametrize(
    "text", ["token" * 4000, "a" * 20000 + "=token", "token=" * 4000, "://" * 7000 + "@", "x:" * 9000 + "@"]
)
def test_redaction_is_fast_for_any_text(text: str) -> None:
    """No text makes redaction slow; a bad pattern would take quadratic time for these texts."""
    redact_text(text)
