"""Passwords are hashed with bcrypt; outdated and expensive hashes are rejected."""

import asyncio

import bcrypt
import pytest
from werkzeug.security import generate_password_hash

from alcove.foundation.identity import PasswordHasher, hash_werkzeug_password, is_werkzeug_password

HASHER = PasswordHasher(rounds=4)
LONGEST = "x" * 70 + "é"


@pytest.mark.parametrize("password", ["päss wörd", LONGEST, "12345678"])
async def test_only_the_right_password_matches(password: str) -> None:
    """Up to 72 bytes, with any characters; the hash has bcrypt's format."""
    password_hash = await HASHER.hash(password)
    assert password_hash.startswith("$2b$04$")
    assert await HASHER.check(password_hash, password)
    assert not await HASHER.check(password_hash, password + "x")
    assert not await HASHER.check(password_hash, password[:-1])


async def test_bytes_beyond_bcrypts_limit_count() -> None:
    """A longer text with the same first 72 bytes does not match, nor does one with a NUL."""
    password_hash = await HASHER.hash(LONGEST)
    assert not await HASHER.check(password_hash, LONGEST + "more")
    assert not await HASHER.check(password_hash, "x\0")


@pytest.mark.parametrize(
    "password_hash",
    ["", "nonsense", "$2b$04$short", "$2b$31$" + "a" * 53, "$1$" + "a" * 57, generate_password_hash("p")],
)
async def test_an_unknown_hash_format_never_matches(password_hash: str) -> None:
    """Empty, damaged, expensive or foreign hashes never match; expensive ones are not computed."""
    assert not await HASHER.check(password_hash, "p")


async def test_bcrypt_hashes_of_other_programs_match() -> None:
    """GoTrue's prefix and cost, and the older prefix, are accepted."""
    password_hash = bcrypt.hashpw(b"a password", bcrypt.gensalt(5, prefix=b"2a")).decode()
    assert await HASHER.check(password_hash, "a password")


async def test_two_passwords_are_checked_concurrently() -> None:
    """Concurrent checks wait for each other without blocking the event loop."""
    password_hash = await HASHER.hash("a password")
    results = await asyncio.gather(*(HASHER.check(password_hash, "a password") for _ in range(20)))
    assert all(results)


@pytest.mark.parametrize("method", ["scrypt", "scrypt:16384:8:1", "pbkdf2:sha256:1000", "pbkdf2:sha512:1000"])
def test_every_hash_format_of_calibre_web_matches(method: str) -> None:
    """Hashes of old and new werkzeug versions match."""
    password_hash = generate_password_hash("päss wörd", method)
    assert is_werkzeug_password(password_hash, "päss wörd")
    assert not is_werkzeug_password(password_hash, "pass word")


@pytest.mark.parametrize(
    "password_hash",
    [
        "",
        "sha1$salt$" + "a" * 40,
        "md5$salt$" + "a" * 40,
        "scrypt:1048576:8:1$salt$" + "a" * 128,
        "pbkdf2:sha256:99999999$salt$" + "a" * 64,
        "plain$$secret",
    ],
)
def test_outdated_and_expensive_hashes_are_rejected(password_hash: str) -> None:
    """They never match, and are not computed."""
    assert not is_werkzeug_password(password_hash, "secret")


async def test_the_builtin_users_hash_has_werkzeugs_format() -> None:
    """A hash for BUILTIN_PASSWORD_HASH matches its password."""
    assert await HASHER.check_werkzeug(hash_werkzeug_password("a password"), "a password")
    assert not await HASHER.check_werkzeug("", "")
