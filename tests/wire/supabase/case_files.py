"""Reads conformance cases: text files with requests and the responses that PostgREST's documentation promises.

    ### What the case proves
    @config plain
    @role conformance_author
    GET /films?id=eq.1
    Prefer: count=exact

    (the body of the request)
    >>> 200
    Content-Range: 0-0/1
    !Location

    [{"id": 1}]

`@config` names a server of `servers.py`, `@role` the role of the token, `@claims` further claims of it as JSON; without
them the request goes to the server `main` without a token. `!Name` is a header that must be absent, `~` before a
value makes it a regular expression, and `<any>` in a body stands for any value. A response without a body must be
empty; `<any>` alone is any body.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_TITLE: Final = "### "
_RESPONSE: Final = ">>> "


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request and the response that it must get; `headers` has None for a header that must be absent."""

    title: str
    page: str
    config: str
    role: str | None
    claims: dict[str, Any]
    method: str
    target: str
    request_headers: list[tuple[str, str]]
    request_body: str
    status: int
    headers: dict[str, str | None]
    body: str

    def __str__(self) -> str:
        return f"{self.page}: {self.title}"


@dataclass(slots=True)
class _Directives:
    config: str = "main"
    role: str | None = None
    claims: dict[str, Any] = field(default_factory=dict)

    def read(self, line: str) -> None:
        """Read one line such as `@role name`."""
        name, _, value = line.partition(" ")
        match name:
            case "@config":
                self.config = value
            case "@role":
                self.role = value
            case "@claims":
                self.claims = json.loads(value)
            case _:
                raise ValueError(f"unknown directive {line!r}")


def read_cases(folder: Path) -> list[Case]:
    """Return the cases of every file of a folder."""
    return [case for file in sorted(folder.glob("*.http")) for case in _read_file(file)]


def _read_file(file: Path) -> Iterator[Case]:
    block: list[str] = []
    for line in [*file.read_text().splitlines(), _TITLE]:
        if line.startswith(_TITLE):
            if block and block[0].startswith(_TITLE):
                yield _read_case(block, page=file.stem)
            block = []
        block.append(line)


def _read_case(lines: list[str], *, page: str) -> Case:
    title = lines[0].removeprefix(_TITLE)
    try:
        middle = next(number for number, line in enumerate(lines) if line.startswith(_RESPONSE))
        directives = _Directives()
        request = lines[1:middle]
        while request[0].startswith("@"):
            directives.read(request.pop(0))
        method, target = request[0].split(" ", 1)
        head, body = _split_head(request[1:])
        expected, expected_body = _split_head(lines[middle + 1 :])
        return Case(
            title=title,
            page=page,
            config=directives.config,
            role=directives.role,
            claims=directives.claims,
            method=method,
            target=target,
            request_headers=[_read_header(line) for line in head],
            request_body=body,
            status=int(lines[middle].removeprefix(_RESPONSE)),
            headers=dict(_read_expected(line) for line in expected),
            body=expected_body,
        )
    except (ValueError, IndexError, StopIteration) as error:
        raise ValueError(f"{page}: {title}: {error}") from error


def _split_head(lines: list[str]) -> tuple[list[str], str]:
    """Return the lines before the first empty one, and the text after it."""
    end = lines.index("") if "" in lines else len(lines)
    return lines[:end], "\n".join(lines[end + 1 :]).strip("\n")


def _read_header(line: str) -> tuple[str, str]:
    name, separator, value = line.partition(":")
    if not separator:
        raise ValueError(f"{line!r} is no header")
    return name, value.strip()


def _read_expected(line: str) -> tuple[str, str | None]:
    if line.startswith("!"):
        return line[1:], None
    return _read_header(line)
