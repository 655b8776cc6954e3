"""Rules of passwords, and the list of breached ones."""

import hashlib
from pathlib import Path

import pytest

from alcove.wires.supabase.auth.config import PasswordRules
from alcove.wires.supabase.auth.errors import AuthError, WeakPassword
from alcove.wires.supabase.auth.passwords import check_password, find_weaknesses, generate_password
from alcove.wires.supabase.auth.passwords.breach_list import is_breached

CLASSES = PasswordRules(min_length=8, required_characters=("abcdef", "0123456789"))


def sha1(password: str) -> str:
    """Return the hash of a password as it is listed."""
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.mark.parametrize(
    ("password", "reasons"),
    [
        ("abc12345", None),
        ("abc1234", ["length"]),
        ("xyz12345", ["characters"]),
        ("xyz", ["length", "characters"]),
        ("äbc1234", None),
    ],
)
async def test_reasons_of_weak_passwords(password: str, reasons: list[str] | None) -> None:
    """Every broken rule is a reason with a sentence; length counts bytes, as GoTrue does."""
    weakness = await find_weaknesses(CLASSES, password)
    assert (list(weakness.reasons) if weakness else None) == reasons


async def test_texts_of_errors() -> None:
    """The texts are those that clients show."""
    with pytest.raises(WeakPassword) as weak:
        await check_password(CLASSES, "xyz")
    assert weak.value.message == (
        "Password should be at least 8 characters. "
        "Password should contain at least one character of each: abcdef, 0123456789."
    )
    with pytest.raises(AuthError) as long:
        await check_password(PasswordRules(), "x" * 73)
    assert (long.value.code, long.value.message) == (
        "validation_failed",
        "Password cannot be longer than 72 characters",
    )
    await check_password(PasswordRules(), "x" * 72)


async def test_breached_passwords_are_refused(tmp_path: Path) -> None:
    """A password of the list has the reason `pwned`."""
    path = tmp_path / "list.txt"
    path.write_text(f"{sha1('password')}:42\r\n{sha1('letmein').lower()}\n")
    rules = PasswordRules(breach_list=str(path))
    for password in ("password", "letmein"):
        weakness = await find_weaknesses(rules, password)
        assert weakness is not None
        assert weakness.reasons == ("pwned",)
    assert await find_weaknesses(rules, "a better one") is None


def test_a_large_list_is_searched(tmp_path: Path) -> None:
    """Every hash of a large sorted file is found, the first and last too, and others are not."""
    passwords = [f"password {number}" for number in range(5000)]
    lines = sorted(f"{sha1(password)}:{number}" for number, password in enumerate(passwords))
    path = tmp_path / "list.txt"
    path.write_text("\r\n".join(lines))
    by_hash = {sha1(password): password for password in passwords}
    edges = [by_hash[lines[position][:40]] for position in (0, 1, -2, -1)]
    assert all(is_breached(str(path), password) for password in [*edges, *passwords[::50]])
    assert not any(is_breached(str(path), f"other {number}") for number in range(100))


def test_generated_passwords_differ() -> None:
    """A generated password is random, and short enough to be hashed."""
    passwords = {generate_password() for _ in range(10)}
    assert len(passwords) == 10
    assert all(32 <= len(password) <= 72 for password in passwords)
