"""Rules of passwords, with the list of breached ones, and generated passwords."""

from alcove.wires.supabase.auth.passwords.rules import (
    MAX_BYTES,
    check_password,
    find_weaknesses,
    generate_password,
)

__all__ = ["MAX_BYTES", "check_password", "find_weaknesses", "generate_password"]
