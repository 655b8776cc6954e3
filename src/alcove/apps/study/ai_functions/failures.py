"""How AI functions answer what they cannot do: status, code and headers of an error, without texts of providers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from alcove.apps.study.ai_errors import AiError
from alcove.foundation.errors import AppError

PROVIDER_CODE: Final = "AI_PROVIDER_ERROR"
UNAVAILABLE: Final = "No AI provider is available"
FAILED: Final = "Internal server error"
SETUP: Final = "Set the key of a provider, such as DEEPSEEK_API_KEY, in the settings of the server."
_LIMITED: Final = 429
_SERVER_ERROR: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error for a caller."""

    status: int
    code: str
    message: str
    headers: Mapping[str, str]

    @property
    def is_unavailable(self) -> bool:
        """Whether no provider has answered."""
        return self.code == PROVIDER_CODE


def explain_failure(error: AppError, *, failed_status: int) -> Failure:
    """Return what a caller gets; `failed_status` is that of providers that were called and have failed."""
    is_provider_failure = isinstance(error, AiError) and error.code == PROVIDER_CODE
    has_failed = is_provider_failure and error.status == 502
    return Failure(
        status=failed_status if has_failed else error.status,
        code=error.code if error.code.isupper() else error.code.upper(),
        message=error.message,
        headers=error.headers,
    )


def describe_tutor_failure(failure: Failure, *, now: datetime) -> Mapping[str, Any]:
    """Return the body of an error of the tutor."""
    if failure.status < _SERVER_ERROR and failure.status != _LIMITED:
        return {"error": failure.message, "code": failure.code}
    title = UNAVAILABLE if failure.is_unavailable else failure.message
    if failure.status == _SERVER_ERROR:
        title = FAILED
    return {"error": title, "message": failure.message, "timestamp": format_time(now), "code": failure.code}


def format_time(moment: datetime) -> str:
    """Return a time in UTC as JavaScript writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
