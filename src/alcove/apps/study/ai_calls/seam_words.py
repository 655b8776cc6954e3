"""Words of texts as joins of two answers compare them, and the white space between the two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_TOKEN: Final = re.compile(r"(\s*)(\S+)")
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")
_WORD: Final = re.compile(r"\w+")
_LIST_MARK: Final = re.compile(r"[-*+•]|\d{1,3}[.)]")
_BLOCK_MARK: Final = re.compile(r"#{1,6}|```\S*|\|.*|>")
_NO_SPACES: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u0e00-\u0eff]")
_NO_SPACE_BEFORE: Final = frozenset(",.;:!?)]}%…\u2019”»")
_NO_SPACE_AFTER: Final = frozenset("([{/\\_„«$@")
_CONTEXT: Final = 20_000
"""Characters of the question, at its end, whose words are known."""
_COMMON: Final = frozenset(
    re.findall(
        r"\w+",
        """a an and are as at be been but by can do for from had has have he her his i if in into is it its may more not
        of on or our she so such than that the their them then there these they this those to was we were what when
        which who will with would you your aber als am auch auf aus bei bis da das dass dem den der des die doch du
        durch ein eine einem einen einer eines er es für hat ich ihr im ist ja kann man mehr mit nach nicht noch nur ob
        oder sehr sich sie sind über um und uns unter vom von vor war wenn wer wie wir wird zu zum zur""",
    )
)
"""Words that are complete where an answer stops after them."""
_LETTERS: Final = frozenset("aeiouy")
"""Letters that are words."""


@dataclass(frozen=True)
class Token:
    """A run of characters between white space, with the white space before it."""

    space: str
    text: str

    @cached_property
    def word(self) -> str:
        """The token as it is compared: without punctuation at its ends and in lower case, unless nothing is left."""
        return _EDGES.sub("", self.text).lower() or self.text

    @property
    def has_letter(self) -> bool:
        """Whether it is a word rather than a number or a mark."""
        return any(character.isalpha() for character in self.text)

    def rest_after(self, other: "Token") -> str:
        """Return what this token has after the text of another one that it repeats or completes."""
        start = self.text.lower().find(other.word)
        if start < 0:
            return ""
        rest = self.text[start + len(other.word) :]
        tail = other.text[other.text.lower().find(other.word) + len(other.word) :]
        return rest[len(tail) :] if rest.startswith(tail) else ""


def split_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text; white space at its end belongs to none."""
    for match in _TOKEN.finditer(text):
        yield Token(match[1], match[2])


class PartialAnswer:
    """What an answer ends with, as far as it decides how it goes on."""

    def __init__(self, text: str, *, question: str, splits_words: bool) -> None:
        self.tokens = list(split_tokens(text))
        self._text = text
        self._question = question
        self.splits_words = splits_words
        """Whether it came in pieces that end within words, so that it may have been cut off there."""
        stripped = text.rstrip()
        self.trailing_space = text[len(stripped) :]
        self._line = stripped.rpartition("\n")[2].strip()

    @cached_property
    def is_in_code(self) -> bool:
        """Whether it ends within a code block, and not in the line that opens it."""
        return self._text.count("```") % 2 == 1 and not self._line.startswith("```")

    @cached_property
    def ends_with_whole_word(self) -> bool:
        """Whether its last word is known to be complete: it is followed by something, or occurs elsewhere."""
        if self.trailing_space or not self.tokens:
            return True
        last = _EDGES.sub("", self.tokens[-1].text)
        return not self.tokens[-1].text.endswith(last) or last.lower() in _COMMON or last.lower() in self._known

    @cached_property
    def is_at_list_mark(self) -> bool:
        """Whether its last line is nothing but the mark of an item of a list."""
        return bool(_LIST_MARK.fullmatch(self._line))

    @cached_property
    def _known(self) -> frozenset[str]:
        earlier = (_EDGES.sub("", token.text).lower() for token in self.tokens[:-1])
        question_words = (word.lower() for word in _WORD.findall(self._question[-_CONTEXT:]))
        return frozenset(earlier) | frozenset(question_words)

    def space_before(self, token: Token, *, repeats: bool) -> str:
        """Return the white space that is missing between the answer and the first token of what follows.

        It `repeats` that of the answer where words before it do.
        """
        if repeats and token.space.startswith(self.trailing_space):
            return token.space[len(self.trailing_space) :]
        if self.trailing_space or token.space:
            return _merge(self.trailing_space, token.space, is_exact=self.splits_words)
        if not self.tokens or self.splits_words:
            return ""
        if self._starts_line(token.text):
            return "\n"
        return " " if self._needs_space(self.tokens[-1], token) else ""

    def _starts_line(self, text: str) -> bool:
        if _LIST_MARK.fullmatch(text):
            first = self._line.split(maxsplit=1)[0]
            return bool(_LIST_MARK.fullmatch(first)) and first != self._line
        return bool(_BLOCK_MARK.fullmatch(text)) and not self._line.startswith("|")

    def _needs_space(self, last: Token, token: Token) -> bool:
        before, after = last.text[-1], token.text[0]
        if after in _NO_SPACE_BEFORE or before in _NO_SPACE_AFTER:
            return False
        if _NO_SPACES.match(before) or _NO_SPACES.match(after) or (before == "." and self.is_in_code):
            return False
        if before == "-":
            return len(last.text) == 1
        if not (before.isalnum() and after.isalnum()):
            return True
        if token.word not in _LETTERS and len(token.word) == 1 and after.islower():
            return False
        return self.ends_with_whole_word or last.word + token.word not in self._known


def _merge(before: str, after: str, *, is_exact: bool) -> str:
    """Return what is still missing of the white space `after` where `before` has been sent.

    There is one space between words, and no more than one empty line; an exact continuation goes on in an indentation,
    any other one begins it again.
    """
    lines_before, lines_after = before.count("\n"), after.count("\n")
    if lines_before and lines_after:
        for _ in range(min(lines_before + lines_after - 2, lines_after)):
            after = after[after.index("\n") + 1 :]
        return after
    if lines_after:
        return after
    if lines_before:
        indentation = before.rpartition("\n")[2]
        return after if is_exact or (len(after) > 1 and not indentation) else after[max(len(indentation), 1) :]
    return after[len(before) :]
