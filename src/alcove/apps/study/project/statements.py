"""Split SQL into statements, without understanding more of it than where they end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"""
    (?P<space> \s+ | --[^\n]* )
    | (?P<comment> /\* )
    | (?P<dollar> \$ (?:[^\W\d]\w*)? \$ )
    | (?P<text>
        [eE]'[^'\\]*(?:(?:\\.|'')[^'\\]*)*(?:'|\Z) | (?:[uU]&)?'[^']*(?:''[^']*)*(?:'|\Z)
    )
    | (?P<quoted> "[^"]*(?:""[^"]*)*(?:"|\Z) )
    | (?P<word> [^\W\d][\w$]* )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_END: Final = re.compile(r"/\*|\*/")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, quoted name, text or sign; `value` is in upper case for a word, and without quotes for a quoted name."""

    kind: str
    value: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """Return the identifier that this token is, as PostgreSQL folds it."""
        return self.value.lower() if self.kind == "word" else self.value


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a file, with the number of its first line; positions of tokens are relative to `text`."""

    text: str
    line: int
    tokens: tuple[Token, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Return the values of the tokens."""
        return tuple(token.value for token in self.tokens)


def split_statements(sql: str) -> Iterator[Statement]:
    """Yield the statements of a file, without their semicolons and without empty ones."""
    tokens: list[Token] = []
    # The body of a function in standard SQL has semicolons of its own: BEGIN ATOMIC ... END, with CASE ... END in it.
    depth = 0
    for token in _read_tokens(sql):
        if token.value == ";" and token.kind == "other" and depth == 0:
            yield from _make_statement(sql, tokens)
            tokens = []
            continue
        tokens.append(token)
        if token.kind == "word":
            depth = _count_blocks(tokens, depth)
    yield from _make_statement(sql, tokens)


def _count_blocks(tokens: list[Token], depth: int) -> int:
    word = tokens[-1].value
    if depth == 0:
        is_body = word == "ATOMIC" and len(tokens) > 1 and tokens[-2].value == "BEGIN"
        return 1 if is_body else 0
    return depth + {"CASE": 1, "END": -1}.get(word, 0)


def _make_statement(sql: str, tokens: list[Token]) -> Iterator[Statement]:
    if not tokens:
        return
    start = tokens[0].start
    moved = tuple(Token(token.kind, token.value, token.start - start, token.end - start) for token in tokens)
    yield Statement(sql[start : tokens[-1].end], sql.count("\n", 0, start) + 1, moved)


def _read_tokens(sql: str) -> Iterator[Token]:
    position = 0
    while position < len(sql):
        match = _TOKEN.match(sql, position)
        if match is None:
            raise AssertionError("every character is a token")
        kind, value = match.lastgroup or "", match[0]
        position = match.end()
        if kind == "space":
            continue
        if kind == "comment":
            position = _find_comment_end(sql, position)
            continue
        if kind == "dollar":
            closing = sql.find(value, position)
            position = len(sql) if closing < 0 else closing + len(value)
            kind, value = "text", sql[match.start() : position]
        elif kind == "word":
            value = value.upper()
        elif kind == "quoted":
            value = value[1:].removesuffix('"').replace('""', '"')
        yield Token(kind, value, match.start(), position)


def _find_comment_end(sql: str, position: int) -> int:
    depth = 1
    for match in _COMMENT_END.finditer(sql, position):
        depth += 1 if match[0] == "/*" else -1
        if depth == 0:
            return match.end()
    return len(sql)
