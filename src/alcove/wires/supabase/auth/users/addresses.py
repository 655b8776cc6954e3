"""E-mail addresses and phone numbers as users type them, and as they are stored."""

import re
from typing import Final

from alcove.wires.supabase.auth.config import AuthConfig
from alcove.wires.supabase.auth.errors import AuthError, validation_failed

_MAX_EMAIL: Final = 255
_LABEL: Final = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_EMAIL: Final = re.compile(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*")
_PHONE: Final = re.compile(r"[1-9][0-9]{1,14}")


def normalize_email(text: str) -> str:
    """Return an address as it is stored; AuthError when it is none."""
    if not text:
        raise validation_failed("An email address is required")
    if len(text) > _MAX_EMAIL:
        raise validation_failed("An email address is too long")
    if _EMAIL.fullmatch(text) is None:
        raise validation_failed("Unable to validate email address: invalid format")
    return text.lower()


def normalize_phone(text: str) -> str:
    """Return a phone number as it is stored, digits alone; AuthError when it is not one of E.164."""
    digits = text.strip().removeprefix("+").replace(" ", "")
    if _PHONE.fullmatch(digits) is None:
        raise validation_failed("Invalid phone number format (E.164 required)")
    return digits


def check_domain(config: AuthConfig, email: str) -> None:
    """Refuse an address whose domain may not be used here; AuthError."""
    domains = {domain.lower() for domain in config.allowed_email_domains}
    if domains and email.rpartition("@")[2] not in domains:
        raise AuthError(
            "email_address_not_authorized", f'Email address "{email}" cannot be used as it is not authorized'
        )
