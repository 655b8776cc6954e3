"""Decides from the head of a response whether a transfer resumes, restarts, is retried or fails."""

import re
from dataclasses import dataclass
from typing import Final

from alcove.apps.books.delivery import DownloadFailed
from alcove.foundation.ratelimit import ResponseInfo

NOT_FOUND_MESSAGE: Final = "The source no longer has the book."
LOGIN_REQUIRED_MESSAGE: Final = "The book needs a loan or login."

_CONTENT_RANGE: Final = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")
_UNSATISFIED_RANGE: Final = re.compile(r"bytes \*/(\d{1,15})")


class RetryTransfer(Exception):
    """The transfer may be tried again; the text says why the last try failed."""

    def __init__(self, reason: str, *, after: float | None = None, restart: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        """Seconds to wait, as the server requests."""
        self.restart = restart
        """Whether the bytes received so far must be discarded."""


class TransientFailure(DownloadFailed):
    """The download fails for a reason that may pass: it is tried again later, with the bytes received so far."""


class SourceHeld(Exception):
    """The source asks for a pause that is too long to wait in a worker's slot; the text says so."""

    def __init__(self, reason: str, *, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """What is known of the remote file that a partial file belongs to."""

    url: str = ""
    length: int | None = None
    etag: str = ""
    modified: str = ""
    boot: str = ""
    """The boot id of the machine; bytes written before a reboot may not have reached the disk."""

    @property
    def validator(self) -> str:
        """Return the value for If-Range, '' when there is none."""
        strong = self.etag if self.etag and not self.etag.startswith("W/") else ""
        return strong or self.modified


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePlan:
    """Where the bytes of a response body go: from `start` on; with `finished` there is nothing left to write."""

    start: int
    total: int | None
    finished: bool = False


def plan_response(response: ResponseInfo, *, received: int, remote: RemoteFile, host: str) -> ResponsePlan:
    """Return what to do with a response when `received` bytes are on disk; RetryTransfer or DownloadFailed."""
    status = response.status
    if status == 200:
        return ResponsePlan(start=0, total=_content_length(response))
    if status == 206:
        return _plan_partial_content(response, received=received, remote=remote)
    if status == 416 and received:
        return _plan_unsatisfied_range(response, received=received)
    if status in {408, 425, 429} or status >= 500:
        raise RetryTransfer(f"{host} cannot answer now (status {status}).", after=response.retry_after())
    raise DownloadFailed(_failure_reason(status, host=host))


def _failure_reason(status: int, *, host: str) -> str:
    if status in {401, 402, 403}:
        return LOGIN_REQUIRED_MESSAGE
    if status in {404, 410, 451}:
        return NOT_FOUND_MESSAGE
    return f"{host} does not give the book (status {status})."


def _plan_partial_content(response: ResponseInfo, *, received: int, remote: RemoteFile) -> ResponsePlan:
    found = _CONTENT_RANGE.fullmatch((response.header("Content-Range") or "").strip())
    total = None if found is None or found[3] == "*" else int(found[3])
    is_same = found is not None and int(found[1]) == received and is_same_file(response, remote)
    if not is_same or (remote.length and total and remote.length != total):
        raise RetryTransfer("The file changed at the source.", restart=True)
    return ResponsePlan(start=received, total=total or remote.length)


def _plan_unsatisfied_range(response: ResponseInfo, *, received: int) -> ResponsePlan:
    found = _UNSATISFIED_RANGE.fullmatch((response.header("Content-Range") or "").strip())
    if found is None or int(found[1]) != received:
        raise RetryTransfer("The file changed at the source.", restart=True)
    return ResponsePlan(start=received, total=received, finished=True)


def is_same_file(response: ResponseInfo, remote: RemoteFile) -> bool:
    """Return whether a response is about the same version of the file, as far as its validators say."""
    pairs = ((response.header("ETag"), remote.etag), (response.header("Last-Modified"), remote.modified))
    return all(not new or not old or new == old for new, old in pairs)


def _content_length(response: ResponseInfo) -> int | None:
    # A compressed body has a different length than the file.
    if (response.header("Content-Encoding") or "identity").lower() != "identity":
        return None
    return response.number("Content-Length")
