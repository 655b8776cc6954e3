"""What a process reports besides its log: security events of a closed list, and the errors that it logs."""

from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

REQUEST_SCOPE: ContextVar[MutableMapping[str, Any] | None] = ContextVar("request_scope", default=None)
"""The ASGI scope of the request that is handled; `alcove.account` in it is the id of the account that calls."""
ACCOUNT: Final = "alcove.account"


class SecurityKind(StrEnum):
    """The kinds of security events."""

    FAILED_SIGN_IN = "failed_sign_in"
    FORGED_TOKEN = "forged_token"  # noqa: S105 - a name
    REFUSED_SIGNATURE = "refused_signature"
    REFUSED_PERMISSION = "refused_permission"
    RATE_LIMITED = "rate_limited"
    VAULT_READ = "vault_read"
    VAULT_UNREADABLE = "vault_unreadable"
    EXPORT = "export"
    SEVERE_REPORT = "severe_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityReport:
    """One event; `subject` names whom it is about besides the account and the address, "" for nobody."""

    kind: SecurityKind
    subject: str = ""
    account: str = ""
    address: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedError:
    """An exception in the log; `text` is its traceback without secrets, `event` and `source` are those of the line."""

    error: BaseException
    event: str
    source: str
    text: str


SecurityObserver = Callable[[SecurityReport], None]
ErrorObserver = Callable[[LoggedError], None]
_security: list[SecurityObserver] = []
_errors: list[ErrorObserver] = []


def observe_reports(
    *, security: SecurityObserver | None = None, errors: ErrorObserver | None = None
) -> Callable[[], None]:
    """Call the observers with every report of this process, and return what ends that.

    They are called in the thread and in the task that reports, so that they may neither wait nor raise.
    """
    if security is not None:
        _security.append(security)
    if errors is not None:
        _errors.append(errors)

    def end() -> None:
        if security in _security:
            _security.remove(security)
        if errors in _errors:
            _errors.remove(errors)

    return end


def report_security(kind: SecurityKind, *, subject: str = "", account: object = None, **details: str) -> None:
    """Report an event of the request that is handled; `account` is by default the one that calls."""
    if not _security:
        return
    scope = REQUEST_SCOPE.get() or {}
    client = scope.get("client")
    report = SecurityReport(
        kind=kind,
        subject=subject,
        account=str(account or scope.get(ACCOUNT) or ""),
        address=str(client[0]) if client else "",
        details=details,
    )
    for observer in tuple(_security):
        observer(report)


def report_error(error: BaseException, line: Mapping[str, Any]) -> None:
    """Report an exception with the line of the log in which it is."""
    if not _errors:
        return
    report = LoggedError(
        error=error,
        event=str(line.get("event", "")),
        source=str(line.get("source", "")),
        text=str(line.get("exception", "")),
    )
    for observer in tuple(_errors):
        observer(report)
