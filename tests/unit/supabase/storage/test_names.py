"""Names of objects and buckets, by property."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.storage.errors import StorageError
from alcove.wires.supabase.storage.names import check_bucket_name, check_key

ALLOWED = string.ascii_letters + string.digits + "_!-.*'() &$@=;:+,?"


@settings(max_examples=200)
@given(st.lists(st.text(ALLOWED, min_size=1, max_size=20), min_size=1, max_size=5))
def test_allowed_characters_make_a_name(parts: list[str]) -> None:
    """A name of documented characters is what it was, unless a part of it is relative."""
    name = "/".join(parts)
    if {".", ".."}.intersection(parts):
        with pytest.raises(StorageError):
            check_key(name)
    else:
        assert check_key(name) == name


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_a_name_is_kept_or_refused(name: str) -> None:
    """No name is changed; one that is accepted leads to itself by its address."""
    parts = name.split("/")
    if name.isascii() and not set(name) - set(ALLOWED) - {"/"} and not {"", ".", ".."}.intersection(parts):
        assert check_key(name) == name
        return
    with pytest.raises(StorageError) as refusal:
        check_key(name)
    assert refusal.value.body() == {
        "statusCode": "400",
        "error": "InvalidKey",
        "message": f"Invalid key: {name}",
        "code": "InvalidKey",
    }


@pytest.mark.parametrize("name", ["", "/", "a/", "/a", "a//b", "a\n", "é", "a\x00", "x" * 1025])
def test_names_at_the_edges_are_refused(name: str) -> None:
    """Empty parts, other characters and more than 1024 of them are no name."""
    with pytest.raises(StorageError):
        check_key(name)


@pytest.mark.parametrize("name", ["", " a", "a ", "a/b", "a\n", "é", ".", "x" * 101])
def test_bucket_names_at_the_edges_are_refused(name: str) -> None:
    """A bucket's name has no slash, no space at its ends, and at most 100 characters."""
    with pytest.raises(StorageError):
        check_bucket_name(name)


def test_a_bucket_name_is_kept() -> None:
    """Spaces inside and 100 characters are allowed."""
    assert check_bucket_name("my bucket") == "my bucket"
    assert check_bucket_name("x" * 100) == "x" * 100
