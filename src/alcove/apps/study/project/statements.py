"""Split SQL into statements, without understanding more of it than where they end."""

import re
from collections.abc import Iterator, Sequence
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
_BEGINNINGS: Final = {"$": re.compile(r"\w*\Z"), "E": re.compile("'"), "U": re.compile(r"&\Z")}
"""Tokens that are no tokens when more follows, by what is between them and the end of the text."""


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
    buffer = StatementBuffer()
    buffer.feed(sql)
    while (statement := buffer.take(is_last=True)) is not None:
        yield statement


class StatementBuffer:
    """Splits SQL that arrives in pieces; what it has read of a piece once is not read again.

    In a dump, the statement of an INSERT ends before its values, which follow as text; and a backslash, with which a
    command of psql begins, is the last of `tokens` when `take` returns None.
    """

    def __init__(self, *, is_dump: bool = False) -> None:
        self.text = ""
        self.position = 0
        self._line = 1
        self._counted = 0
        self._is_dump = is_dump
        self._tokens: list[Token] = []
        # The body of a function in standard SQL has semicolons of its own: BEGIN ATOMIC ... END, and CASE ... END.
        self._depth = 0

    @property
    def line(self) -> int:
        """The number of the line of the position."""
        self._line += self.text.count("\n", self._counted, self.position)
        self._counted = self.position
        return self._line

    @property
    def tokens(self) -> Sequence[Token]:
        """The tokens of the statement that is not complete yet."""
        return self._tokens

    @property
    def pending(self) -> int:
        """The characters of the unfinished statement."""
        return len(self.text) - self._start

    @property
    def _start(self) -> int:
        return self._tokens[0].start if self._tokens else self.position

    def feed(self, text: str) -> None:
        """Add the next piece; what precedes the unfinished statement is dropped."""
        start = self._start
        self._line += self.text.count("\n", self._counted, max(start, self._counted))
        self._counted = max(self._counted, start) - start
        self.text = self.text[start:] + text
        self.position -= start
        self._tokens = [
            Token(token.kind, token.value, token.start - start, token.end - start) for token in self._tokens
        ]

    def take(self, *, is_last: bool = False) -> Statement | None:
        """Return the next statement, None until more text is fed; `is_last` when no more comes."""
        while self.position < len(self.text):
            token, end = _read_token(self.text, self.position)
            if not is_last and _may_go_on(self.text, token, end=end):
                return None
            self.position = end
            if token is None:
                continue
            if token.value == ";" and token.kind == "other" and self._depth == 0:
                if self._tokens:
                    return self._finish()
                continue
            self._tokens.append(token)
            if self._is_dump and token.value == "\\" and token.kind == "other":
                return None
            if token.kind != "word":
                continue
            if token.value == "VALUES" and self._is_dump and self._tokens[0].value == "INSERT":
                return self._finish()
            self._depth = _count_blocks(self._tokens, self._depth)
        return self._finish() if is_last and self._tokens else None

    def skip_line(self) -> str:
        """Return the rest of the line at the unfinished statement, and drop it."""
        start = self._start
        end = self.text.find("\n", start)
        self.position = len(self.text) if end < 0 else end + 1
        self._tokens, self._depth = [], 0
        return self.text[start : self.position].rstrip("\r\n")

    def _finish(self) -> Statement:
        tokens, start = self._tokens, self._tokens[0].start
        moved = tuple(Token(token.kind, token.value, token.start - start, token.end - start) for token in tokens)
        self._line += self.text.count("\n", self._counted, start)
        self._counted = start
        self._tokens, self._depth = [], 0
        return Statement(self.text[start : tokens[-1].end], self._line, moved)


def _may_go_on(text: str, token: Token | None, *, end: int) -> bool:
    """Return whether more text could make another token of the last one."""
    if end == len(text):
        return True
    return token is not None and token.value in _BEGINNINGS and _BEGINNINGS[token.value].match(text, end) is not None


def _count_blocks(tokens: list[Token], depth: int) -> int:
    word = tokens[-1].value
    if depth == 0:
        is_body = word == "ATOMIC" and len(tokens) > 1 and tokens[-2].value == "BEGIN"
        return 1 if is_body else 0
    return depth + {"CASE": 1, "END": -1}.get(word, 0)


def _read_token(sql: str, position: int) -> tuple[Token | None, int]:
    """Return the token at a position, None for space and comments, and where it ends."""
    match = _TOKEN.match(sql, position)
    if match is None:
        raise AssertionError("every character is a token")
    kind, value, end = match.lastgroup or "", match[0], match.end()
    if kind == "space":
        return None, end
    if kind == "comment":
        return None, _find_comment_end(sql, end)
    if kind == "dollar":
        closing = sql.find(value, end)
        end = len(sql) if closing < 0 else closing + len(value)
        kind, value = "text", sql[match.start() : end]
    elif kind == "word":
        value = value.upper()
    elif kind == "quoted":
        value = value[1:].removesuffix('"').replace('""', '"')
    return Token(kind, value, match.start(), end), end


def _find_comment_end(sql: str, position: int) -> int:
    depth = 1
    for match in _COMMENT_END.finditer(sql, position):
        depth += 1 if match[0] == "/*" else -1
        if depth == 0:
            return match.end()
    return len(sql)
