"""What the head of an answer means for a transfer: go on, start again, try later, or give up."""

import re
from dataclasses import dataclass
from typing import Final

from alcove.apps.books.delivery import DownloadFailed
from alcove.foundation.ratelimit import ResponseInfo

NOT_FOUND_MESSAGE: Final = "The book is gone at the source."
LOGIN_REQUIRED_MESSAGE: Final = "The book needs a loan or login."

_CONTENT_RANGE: Final = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")
_UNSATISFIED_RANGE: Final = re.compile(r"bytes \*/(\d{1,15})")


class RetryTransfer(Exception):
    """Worth another try; the text tells the reader of the last one why there is no book."""

    def __init__(self, reason: str, *, after: float | None = None, afresh: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        """Seconds that the server wants to be left alone."""
        self.afresh = afresh
        """Whether what has arrived is of no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """What is known of the file that a part belongs to."""

    url: str = ""
    length: int | None = None
    etag: str = ""
    modified: str = ""
    boot: str = ""
    """The start of the machine: what was written before another one may not have reached the disk."""

    @property
    def validator(self) -> str:
        """Return what tells the server which file is meant, '' when there is nothing."""
        strong = self.etag if self.etag and not self.etag.startswith("W/") else ""
        return strong or self.modified


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePlan:
    """What to do with a body: write it from `start` on; nothing is left to write when it is `finished`."""

    start: int
    total: int | None
    finished: bool = False


def plan_response(answer: ResponseInfo, *, have: int, noted: RemoteFile, host: str) -> ResponsePlan:
    """Return what to do with an answer, `have` bytes of which are here; Again or BookFailed when nothing."""
    status = answer.status
    if status == 200:
        return ResponsePlan(start=0, total=_content_length(answer))
    if status == 206:
        return _plan_partial_content(answer, have=have, noted=noted)
    if status == 416 and have:
        return _plan_unsatisfied_range(answer, have=have)
    if status in {408, 425, 429} or status >= 500:
        raise RetryTransfer(f"{host} cannot answer now (status {status}).", after=answer.retry_after())
    raise DownloadFailed(_failure_reason(status, host=host))


def _failure_reason(status: int, *, host: str) -> str:
    if status in {401, 402, 403}:
        return LOGIN_REQUIRED_MESSAGE
    if status in {404, 410, 451}:
        return NOT_FOUND_MESSAGE
    return f"{host} does not give the book (status {status})."


def _plan_partial_content(answer: ResponseInfo, *, have: int, noted: RemoteFile) -> ResponsePlan:
    found = _CONTENT_RANGE.fullmatch((answer.header("Content-Range") or "").strip())
    total = None if found is None or found[3] == "*" else int(found[3])
    is_same = found is not None and int(found[1]) == have and is_same_file(answer, noted)
    if not is_same or (noted.length and total and noted.length != total):
        raise RetryTransfer("The file changed at the source.", afresh=True)
    return ResponsePlan(start=have, total=total or noted.length)


def _plan_unsatisfied_range(answer: ResponseInfo, *, have: int) -> ResponsePlan:
    found = _UNSATISFIED_RANGE.fullmatch((answer.header("Content-Range") or "").strip())
    if found is None or int(found[1]) != have:
        raise RetryTransfer("The file changed at the source.", afresh=True)
    return ResponsePlan(start=have, total=have, finished=True)


def is_same_file(answer: ResponseInfo, noted: RemoteFile) -> bool:
    """Tell whether an answer is about the file that was noted, as far as it says."""
    pairs = ((answer.header("ETag"), noted.etag), (answer.header("Last-Modified"), noted.modified))
    return all(not now or not then or now == then for now, then in pairs)


def _content_length(answer: ResponseInfo) -> int | None:
    # A packed body has another length than the file.
    if (answer.header("Content-Encoding") or "identity").lower() != "identity":
        return None
    return answer.number("Content-Length")
