"""The cursor that all parsers of the query string share: where it stands, and what could have stood there."""

from collections.abc import Sequence

from alcove.wires.supabase.rest.syntax.errors import QueryStringError

_CONTROL_NAMES = {"\a": r"\a", "\b": r"\b", "\t": r"\t", "\n": r"\n", "\v": r"\v", "\f": r"\f", "\r": r"\r"}


class Scanner:
    """A cursor over one value of the query string.

    Parsers note what they expected where they found something else. Consuming text forgets these notes, and of two
    positions the farther one counts. So the notes that are left when parsing stops are those of an LL parser that
    tries its alternatives in order, and the details of an error read like PostgREST's.
    """

    __slots__ = ("_at", "_excludes_end", "_expected", "depth", "max_depth", "pos", "source", "text")

    def __init__(self, text: str, *, source: str, max_depth: int) -> None:
        self.text = text
        self.source = source
        self.max_depth = max_depth
        self.pos = 0
        self.depth = 0
        self._at = -1
        self._expected: tuple[str, ...] = ()
        self._excludes_end = False

    def advance(self, pos: int, expected: tuple[str, ...] = ()) -> None:
        """Move to `pos`; `expected` is what could have continued the text that was consumed."""
        self.pos = pos
        self._at = pos
        self._expected = expected
        self._excludes_end = False

    def expect(self, *expected: str, at: int | None = None) -> None:
        """Note that `expected` would have been accepted at a position, by default here."""
        where = self.pos if at is None else at
        if where > self._at:
            self._at, self._expected, self._excludes_end = where, expected, False
        elif where == self._at:
            self._expected += expected

    def expect_end(self) -> None:
        """Note that the text could have ended here."""
        self.expect("end of input")
        if self._at == self.pos:
            self._excludes_end = True

    def accepts(self, token: str) -> bool:
        """Consume a token if it stands here, otherwise note that it was expected."""
        if self.text.startswith(token, self.pos):
            self.advance(self.pos + len(token))
            return True
        self.expect(f'"{token}"')
        return False

    def require(self, token: str) -> None:
        """Consume a token that must stand here."""
        if not self.accepts(token):
            raise self.failure()

    def require_end(self) -> None:
        """Fail unless the whole text is consumed."""
        if self.pos < len(self.text):
            self.expect_end()
            raise self.failure()

    def skip_spaces(self) -> None:
        """Skip blanks and tabs."""
        text, pos = self.text, self.pos
        while text[pos : pos + 1] in (" ", "\t"):
            pos += 1
        if pos != self.pos:
            self.advance(pos)

    def enter(self) -> None:
        """Go one level deeper; fail beyond the greatest depth."""
        self.depth += 1
        if self.depth > self.max_depth:
            raise self.refusal(f"nested deeper than {self.max_depth} levels")

    def leave(self) -> None:
        """Return from a level."""
        self.depth -= 1

    def failure(self) -> QueryStringError:
        """Return the error of the farthest position that was noted."""
        at = max(self._at, 0)
        names = list(dict.fromkeys(self._expected))
        details = f"unexpected {self._name_unexpected(at)}"
        if names:
            details += " expecting " + _join_alternatives(names)
        return self._error(at, details)

    def keyword_failure(self, keyword: str) -> QueryStringError:
        """Return the error of a keyword that starts here and goes wrong later: nothing else is expected then."""
        self.advance(self.pos, (f'"{keyword}"',))
        return self.failure()

    def refusal(self, details: str) -> QueryStringError:
        """Return the error of a limit that is exceeded at this position."""
        return self._error(self.pos, details)

    def _error(self, at: int, details: str) -> QueryStringError:
        return QueryStringError(self.source, details=details, text=self.text, at=at)

    def _name_unexpected(self, at: int) -> str:
        """Return the character that differs: for a keyword the first wrong one of it, as its parser reports."""
        text = self.text
        if self._excludes_end and at < len(text):
            return f"'{show_character(text[at], quote=chr(39))}'"
        first = self._expected[0] if self._expected else ""
        keyword = first[1:-1] if first.startswith('"') else ""
        for offset, character in enumerate(keyword[:-1]):
            if text[at + offset : at + offset + 1] != character:
                break
        else:
            offset = max(len(keyword) - 1, 0)
        wrong = text[at + offset : at + offset + 1] if keyword else text[at : at + 1]
        return f'"{show_character(wrong, quote=chr(34))}"' if wrong else "end of input"


def show_character(character: str, *, quote: str) -> str:
    """Return a character as PostgREST's messages show it: printable ASCII as it is, others escaped in decimal."""
    if character in (quote, "\\"):
        return "\\" + character
    if character in _CONTROL_NAMES:
        return _CONTROL_NAMES[character]
    return character if " " <= character <= "~" else f"\\{ord(character)}"


def _join_alternatives(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + " or " + names[-1]
