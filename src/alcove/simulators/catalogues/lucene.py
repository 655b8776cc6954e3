"""Reads queries in the language of Lucene and Solr, as far as readers of books use it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

Fields = Mapping[str, Sequence[str]]
Test = Callable[[Fields], bool]

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<sign>[()])|(?P<not>-(?=\S)|NOT(?=\s))|(?P<join>AND|OR)(?=[\s(])|
    (?P<field>[A-Za-z_-]+):(?=\S)|"(?P<phrase>(?:[^"\\]|\\.)*)"|(?P<word>(?:[^\s()":\\]|\\.)+))""",
    re.VERBOSE,
)
_WORDS: Final = re.compile(r"[^\W_]+", re.UNICODE)


class BadQuery(Exception):
    """A query that cannot be read."""


@dataclass(slots=True)
class _Token:
    kind: str
    text: str


def read(query: str, *, usual: Sequence[str]) -> Test:
    """Return what tells whether a document is found; words without a field are looked for in the `usual` ones."""
    tokens = list(_tokens(query))
    reader = _Reader(tokens, usual)
    test = reader.either(())
    if reader.left:
        raise BadQuery(f"what is {reader.left[0].text!r}?")
    return test


def _tokens(query: str) -> Iterator[_Token]:
    place = 0
    while query[place:].strip():
        found = _TOKEN.match(query, place)
        if found is None:
            raise BadQuery(f"cannot read {query[place : place + 20]!r}")
        place = found.end()
        kind = found.lastgroup or ""
        yield _Token(kind, found.group(kind))


class _Reader:
    """Reads tokens from left to right; what stands side by side must all be found."""

    def __init__(self, tokens: list[_Token], usual: Sequence[str]) -> None:
        self.left = tokens
        self._usual = usual

    def either(self, fields: Sequence[str]) -> Test:
        """Read parts of which one must be found."""
        tests = [self._all(fields)]
        while self._next_is("join", "OR"):
            self.left.pop(0)
            tests.append(self._all(fields))
        return lambda doc: any(test(doc) for test in tests)

    def _all(self, fields: Sequence[str]) -> Test:
        tests = [self._one(fields)]
        while self.left and not self._next_is("join", "OR") and not self._next_is("sign", ")"):
            if self._next_is("join", "AND"):
                self.left.pop(0)
            tests.append(self._one(fields))
        return lambda doc: all(test(doc) for test in tests)

    def _one(self, fields: Sequence[str]) -> Test:
        if not self.left:
            raise BadQuery("it ends too early")
        token = self.left.pop(0)
        if token.kind == "not":
            test = self._one(fields)
            return lambda doc: not test(doc)
        if token.kind == "field":
            return self._one((token.text,))
        if token.kind == "sign" and token.text == "(":
            inner = self.either(fields)
            if not self._next_is("sign", ")"):
                raise BadQuery("a parenthesis is not closed")
            self.left.pop(0)
            return inner
        if token.kind not in ("word", "phrase"):
            raise BadQuery(f"{token.text!r} stands where a word should be")
        return _matcher(token, fields or self._usual)

    def _next_is(self, kind: str, text: str) -> bool:
        return bool(self.left) and (self.left[0].kind, self.left[0].text) == (kind, text)


def _matcher(token: _Token, fields: Sequence[str]) -> Test:
    if token.kind == "word" and "*" in re.sub(r"\\.", "", token.text):
        pattern = re.sub(r"\\(.)", r"[\1]", token.text.lower())
        return lambda doc: any(fnmatchcase(value.lower(), pattern) for name in fields for value in doc.get(name, ()))
    plain = re.sub(r"\\(.)", r"\1", token.text).lower()
    wanted = _WORDS.findall(plain) or [plain]

    def test(doc: Fields) -> bool:
        return any(_holds(value.lower(), wanted) for name in fields for value in doc.get(name, ()))

    return test


def _holds(value: str, wanted: Sequence[str]) -> bool:
    there = _WORDS.findall(value)
    places = range(len(there) - len(wanted) + 1)
    return any(there[place : place + len(wanted)] == list(wanted) for place in places)
