"""Rules of passwords."""

import asyncio
import secrets
from typing import Final

from alcove.wires.supabase.auth.config import PasswordRules
from alcove.wires.supabase.auth.errors import WeakPassword, validation_failed
from alcove.wires.supabase.auth.passwords.breach_list import is_breached

MAX_BYTES: Final = 72
_GENERATED_BYTES: Final = 32


async def check_password(rules: PasswordRules, password: str) -> None:
    """Refuse a password that breaks the rules: WeakPassword; AuthError for one that is too long."""
    if len(password.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise validation_failed(f"Password cannot be longer than {MAX_BYTES} characters")
    weakness = await find_weaknesses(rules, password)
    if weakness is not None:
        raise weakness


async def find_weaknesses(rules: PasswordRules, password: str) -> WeakPassword | None:
    """Return what is wrong with a password, None for a good one; for the note of a sign-in with an old one, too."""
    messages: dict[str, str] = {}
    if len(password.encode("utf-8", "surrogatepass")) < rules.min_length:
        messages["length"] = f"Password should be at least {rules.min_length} characters."
    required = [characters for characters in rules.required_characters if characters]
    if not all(set(characters) & set(password) for characters in required):
        classes = ", ".join(rules.required_characters)
        messages["characters"] = f"Password should contain at least one character of each: {classes}."
    if await _is_breached(rules, password):
        messages["pwned"] = "Password is known to be weak and easy to guess, please choose a different one."
    return WeakPassword(" ".join(messages.values()), reasons=list(messages)) if messages else None


def generate_password() -> str:
    """Return a random password for a user who has none yet and does not get to know it."""
    return secrets.token_urlsafe(_GENERATED_BYTES)


async def _is_breached(rules: PasswordRules, password: str) -> bool:
    def search() -> bool:
        return is_breached(rules.breach_list, password)

    return bool(rules.breach_list) and await asyncio.to_thread(search)
