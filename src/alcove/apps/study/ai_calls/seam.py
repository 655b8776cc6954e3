"""Joins an answer that was cut off with its continuation by another model, without repeating what is there.

A continuation may begin exactly where the answer stopped, repeat its last words, begin its last word or sentence again,
or begin the whole answer again. Words that are compared have no punctuation at their ends and are in lower case.

- What the continuation repeats from its beginning up to the end of the answer is left out, however short.
- Any other run of at least `LONGEST_REPEAT` words that the answer has already is left out.
- Text is held back only while it may become one of these: otherwise until the end of its word.
"""

import re
from typing import Final

from alcove.apps.study.ai_calls.seam_words import PartialAnswer, Token

LONGEST_REPEAT: Final = 8
_CHECKED: Final = 64
"""So many words of a continuation are checked, besides as many as the answer has."""
_LONGEST_WORD: Final = 80
"""Characters without white space that are held back, besides as many as the last word of the answer has."""
_COMPLETE: Final = re.compile(r"(\s*)(\S+)(?=\s)")
_ELLIPSIS: Final = re.compile(r"\[?(?:…|\.{3})\]?")
_CODE_START: Final = re.compile(r"```\w+")


class Seam:
    """Turns the pieces of a continuation into what follows the answer."""

    def __init__(self, partial: PartialAnswer) -> None:
        self._partial = partial
        self._last = len(partial.tokens) - 1
        self._longest_word = _LONGEST_WORD + (len(partial.tokens[-1].text) if partial.tokens else 0)
        self._positions: dict[str, list[int]] = {}
        for position, token in enumerate(partial.tokens):
            self._positions.setdefault(token.word, []).append(position)
        self._tail = ""
        self._held: list[Token] = []
        self._runs: dict[int, int] = {}
        """The words that the answer has up to a position, and the continuation up to now, by the position."""
        self._count = 0
        self._overlap = 0
        self._is_at_start = True
        self._has_sent = False
        self._repeats = False
        """Whether something at the beginning of the continuation was left out."""
        self._is_done = not partial.tokens

    def add(self, text: str) -> str:
        """Return what can be sent of the continuation so far."""
        self._tail += text
        if not self._checks():
            return self._drain()
        sent: list[str] = []
        position = 0
        while self._checks() and (match := _COMPLETE.match(self._tail, position)):
            position = match.end()
            sent.append(self._take(Token(match[1], match[2])))
        self._tail = self._tail[position:]
        if self._checks() and len(self._tail) > self._longest_word:
            sent.append(self._take_tail())
        if not self._checks():
            sent.append(self._drain())
        return "".join(sent)

    def end(self) -> str:
        """Return what was held back and is no repetition."""
        sent = self._take_tail() if self._checks() else ""
        if self._checks() and self._is_at_start:
            sent += self._finish_start()
        return sent + self._release(len(self._held)) + self._drain()

    def _take_tail(self) -> str:
        """Return what can be sent with a last word that has not ended, or is too long to wait for its end."""
        last = self._tail.lstrip()
        if not last:
            return ""
        space, self._tail = self._tail[: -len(last)], ""
        return self._take(Token(space, last.rstrip()))

    def _checks(self) -> bool:
        """Return whether what comes next may repeat something."""
        return not self._is_done

    def _drain(self) -> str:
        """Return the text after the last word that was compared; white space alone waits for what follows."""
        rest = self._tail
        if not self._has_sent:
            text = rest.lstrip()
            if not text:
                return ""
            self._has_sent = True
            rest = self._space_before(Token(rest[: -len(text)], text)) + text
        self._tail = ""
        return rest

    def _take(self, token: Token) -> str:
        if not self._count and not (token := self._without_opening(token)).text:
            self._repeats = True
            return ""
        self._count += 1
        if self._count > len(self._partial.tokens) + _CHECKED:
            self._is_done = True
            return self._release(len(self._held)) + self._write(token)
        sent = ""
        runs = self._extend(token)
        if self._is_at_start and self._count not in runs.values():
            sent = self._finish_start()
            if self._is_done:
                return sent + self._write(token)
            runs = self._extend(token)
        self._held.append(token)
        self._runs = runs
        if self._is_at_start:
            self._note_overlap(token)
            ends = [position for position, length in runs.items() if length == self._count]
            return sent + self._finish_start() if self._overlap == self._count and ends == [self._last] else sent
        return sent + self._slide()

    def _without_opening(self, token: Token) -> Token:
        """Return the first token without what only says that the text goes on."""
        if self._partial.is_in_code:
            return Token("", "") if _CODE_START.fullmatch(token.text) else token
        if match := _ELLIPSIS.match(token.text):
            return Token(token.space, token.text[match.end() :])
        if self._partial.is_at_list_mark and token.word == self._partial.tokens[-1].word:
            return Token("", "")
        return token

    def _extend(self, token: Token) -> dict[int, int]:
        """Return the runs with one more word."""
        runs = {position: self._runs.get(position - 1, 0) + 1 for position in self._positions.get(token.word, ())}
        if self._last not in runs and self._completes_last(token):
            runs[self._last] = self._runs.get(self._last - 1, 0) + 1
        return runs

    def _completes_last(self, token: Token) -> bool:
        """Return whether the token begins with the last word of the answer, which may have been cut off."""
        last = self._partial.tokens[self._last]
        if self._partial.trailing_space or not (token.word.startswith(last.word) or token.text.startswith(last.text)):
            return False
        follows = self._last - 1 in self._runs
        is_whole = self._partial.ends_with_whole_word and not self._partial.splits_words
        is_new_word = is_whole or token.space == " "
        return self._is_at_start and (follows or (self._count == 1 and not is_new_word))

    def _note_overlap(self, token: Token) -> None:
        if self._runs.get(self._last) != self._count:
            return
        last = self._partial.tokens[self._last]
        is_cut_number = last.text.isdigit() and len(token.text) > len(last.text)
        is_same = token.text.startswith(last.text) and (last.has_letter or is_cut_number)
        if is_same if self._count == 1 else any(held.has_letter for held in self._held):
            self._overlap = self._count

    def _finish_start(self) -> str:
        """Leave out what the continuation repeats from its beginning, and go on with the rest of what is held."""
        self._is_at_start = False
        held, self._held, self._runs = self._held, [], {}
        repeated = len(held) if len(held) >= LONGEST_REPEAT else self._overlap
        self._repeats |= bool(repeated)
        if repeated == self._overlap and repeated:
            self._is_done = self._has_sent = True
            rest = held[repeated - 1].rest_after(self._partial.tokens[self._last])
            following = held[repeated:]
            if following and not rest:
                first = following[0]
                rest, following = self._space_before(first) + first.text, following[1:]
            elif not following and not rest:
                self._has_sent = False
            return rest + "".join(token.space + token.text for token in following)
        sent = ""
        for token in held[repeated:]:
            self._runs = self._extend(token)
            self._held.append(token)
            sent += self._slide()
        return sent

    def _slide(self) -> str:
        """Return the held words that are no part of a run any more; forget a run that is long enough."""
        longest = max(self._runs.values(), default=0)
        if longest >= LONGEST_REPEAT:
            sent = self._release(len(self._held) - longest) if len(self._held) > longest else ""
            self._held.clear()
            return sent
        return self._release(len(self._held) - longest)

    def _release(self, count: int) -> str:
        sent = "".join(self._write(token) for token in self._held[:count])
        del self._held[:count]
        return sent

    def _write(self, token: Token) -> str:
        if self._has_sent:
            return token.space + token.text
        self._has_sent = True
        return self._space_before(token) + token.text

    def _space_before(self, token: Token) -> str:
        return self._partial.space_before(token, repeats=self._repeats)
