"""Rules for e-mail addresses."""

import re
from collections.abc import Collection
from typing import Final

MAX_LENGTH: Final = 254
MISSING: Final = "Email and action are required"
_ADDRESS: Final = re.compile(r"[^\s@]{1,64}@(?=[^\s@]{1,253}$)[^\s@.]+(?:\.[^\s@.]+)+")
_DISPOSABLE: Final = (
    "10minutemail", "disposable", "guerrillamail", "mailinator", "sharklasers", "temp-mail", "tempmail", "throwaway",
    "trashmail", "yopmail",
)  # fmt: skip


def find_problem(email: str, *, is_sign_up: bool, domains: Collection[str]) -> str:
    """Return why an address is not accepted, '' if it is; empty `domains` accept every domain."""
    if len(email) > MAX_LENGTH:
        # Before any pattern: nobody needs to look for one in a text of megabytes.
        return f"Email address is too long (maximum {MAX_LENGTH} characters)"
    if not _ADDRESS.fullmatch(email) or "\0" in email:
        return "Invalid email format"
    allowed = [domain.lower() for domain in domains]
    if allowed and email.rpartition("@")[2].lower() not in allowed:
        return f"Email domain not allowed. Allowed domains: {', '.join(allowed)}"
    if is_sign_up and any(word in email.lower() for word in _DISPOSABLE):
        return "Disposable email addresses are not allowed"
    return ""
