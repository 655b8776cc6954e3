"""Passwords are hashed with Argon2; outdated and expensive hashes are rejected."""

import asyncio
import time
from base64 import b64encode

import bcrypt
import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2i, Argon2id
from werkzeug.security import generate_password_hash

from alcove.foundation.identity import Argon2Cost, PasswordHasher, hash_werkzeug_password, is_werkzeug_password
from support.accounts import LOW_COST

HASHER = PasswordHasher(cost=LOW_COST)
LONGEST = "x" * 70 + "é"


@pytest.mark.parametrize("password", ["päss wörd", LONGEST, "12345678"])
async def test_only_the_right_password_matches(password: str) -> None:
    """Up to 72 bytes, with any characters; the hash has the format of other programs."""
    password_hash = await HASHER.hash(password)
    assert password_hash.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert await HASHER.check(password_hash, password)
    assert not await HASHER.check(password_hash, password + "x")
    assert not await HASHER.check(password_hash, password[:-1])


async def test_bytes_beyond_the_limit_count() -> None:
    """A longer text with the same first 72 bytes does not match, nor does one with a NUL."""
    password_hash = await HASHER.hash(LONGEST)
    assert not await HASHER.check(password_hash, LONGEST + "more")
    assert not await HASHER.check(password_hash, "x\0")


@pytest.mark.parametrize(
    "password_hash",
    [
        "$argon2id$v=19$m=9999999,t=1,p=1$" + "a" * 22 + "$" + "a" * 43,
        "$argon2id$v=19$m=65536,t=99,p=1$" + "a" * 22 + "$" + "a" * 43,
        "$argon2id$v=19$m=8,t=0,p=1$" + "a" * 22 + "$" + "a" * 43,
        "$argon2id$v=19$m=8,t=1,p=2$" + "a" * 22 + "$" + "a" * 43,
        "$argon2d$v=19$m=8,t=1,p=1$" + "a" * 22 + "$" + "a" * 43,
        "",
        "nonsense",
        "$2b$04$short",
        "$2b$31$" + "a" * 53,
        "$1$" + "a" * 57,
        generate_password_hash("p"),
    ],
)
async def test_an_unknown_hash_format_never_matches(password_hash: str) -> None:
    """Empty, damaged, expensive or foreign hashes never match; expensive ones are not computed."""
    assert not await HASHER.check(password_hash, "p")


async def test_no_hash_costs_as_much_processor_time_as_a_hash() -> None:
    """A refusal without an account computes a hash too; one that did not would take a thousandth of the time."""
    hasher = PasswordHasher(cost=Argon2Cost(memory=16 * 1024, iterations=2))
    costs = []
    for password_hash in (await hasher.hash("a password"), ""):
        start = time.process_time()
        assert not await hasher.check(password_hash, "b password")
        costs.append(time.process_time() - start)
    with_hash, without_hash = costs
    assert without_hash > with_hash / 10


async def test_bcrypt_hashes_of_other_programs_match() -> None:
    """GoTrue's prefix and cost, and the older prefix, are accepted."""
    password_hash = bcrypt.hashpw(b"a password", bcrypt.gensalt(5, prefix=b"2a")).decode()
    assert await HASHER.check(password_hash, "a password")


@pytest.mark.parametrize("function", [Argon2id, Argon2i])
async def test_argon2_hashes_of_other_programs_match(function: type[Argon2id | Argon2i]) -> None:
    """With another length, salt, cost and number of lanes."""
    derived = function(salt=b"a salt of 18 bytes", length=24, iterations=2, lanes=2, memory_cost=32)
    kind, digest = function.__name__.lower(), derived.derive(b"a password")
    salt, text = (b64encode(part).decode().rstrip("=") for part in (b"a salt of 18 bytes", digest))
    password_hash = f"${kind}$v=19$m=32,t=2,p=2${salt}${text}"
    assert await HASHER.check(password_hash, "a password")
    assert not await HASHER.check(password_hash, "b password")


async def test_older_hashes_are_outdated() -> None:
    """A hash is made anew when it is of another kind, or cheaper than today's."""
    new = await HASHER.hash("a password")
    assert not HASHER.is_outdated(new)
    assert PasswordHasher(cost=Argon2Cost(memory=16, iterations=1)).is_outdated(new)
    assert PasswordHasher(cost=Argon2Cost(memory=8, iterations=2)).is_outdated(new)
    assert HASHER.is_outdated(new.replace("argon2id", "argon2i"))
    assert HASHER.is_outdated(bcrypt.hashpw(b"a password", bcrypt.gensalt(4)).decode())


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
