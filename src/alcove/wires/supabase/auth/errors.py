"""Errors of the accounts: a status and GoTrue's code, rendered in the version of the protocol that a client speaks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

VERSION_HEADER: Final = "x-supabase-api-version"
VERSION_2024: Final = "2024-01-01"


def choose_version(text: str) -> str:
    """Return the version of the protocol for the one that a client names, a date; '' for none or an older one."""
    try:
        return VERSION_2024 if date.fromisoformat(text) >= date.fromisoformat(VERSION_2024) else ""
    except ValueError:
        return ""


class AuthError(Exception):
    """An error response; `code` is one of GoTrue's error codes."""

    def __init__(self, code: str, message: str, *, status: int = 400, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.headers: Mapping[str, str] = headers or {}

    def body(self, version: str) -> dict[str, Any]:
        """Return the JSON of the response for a version of the protocol, '' for clients that name none."""
        if version == VERSION_2024:
            return {"code": self.code, "message": self.message}
        return {"code": self.status, "error_code": self.code, "msg": self.message}


class WeakPassword(AuthError):
    """A password that breaks the rules; reasons are `length`, `characters`, `pwned`."""

    def __init__(self, message: str, *, reasons: Sequence[str]) -> None:
        super().__init__("weak_password", message, status=422)
        self.reasons = tuple(reasons)

    def body(self, version: str) -> dict[str, Any]:
        """Return the JSON of the response, with the reasons."""
        return {**super().body(version), "weak_password": {"reasons": list(self.reasons)}}


class OAuthError(AuthError):
    """An error in the form of OAuth 2 (RFC 6749, 5.2)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error, description)

    def body(self, version: str) -> dict[str, Any]:  # noqa: ARG002 - it is the same in every version
        """Return the JSON of the response."""
        return {"error": self.code, "error_description": self.message}


def validation_failed(message: str) -> AuthError:
    """Return the error of a body or parameter that is not acceptable."""
    return AuthError("validation_failed", message)


def sent_too_often(seconds: float) -> AuthError:
    """Return the error of a mail so shortly after the last one of its kind; the next is sent in some seconds."""
    return AuthError(
        "over_email_send_rate_limit",
        f"For security purposes, you can only request this after {int(seconds)} seconds.",
        status=429,
        headers={"Retry-After": str(int(seconds) + 1)},
    )


def unexpected_failure(message: str = "Unexpected failure, please check server logs for more information") -> AuthError:
    """Return the error of a failure that only the log explains."""
    return AuthError("unexpected_failure", message, status=500)
