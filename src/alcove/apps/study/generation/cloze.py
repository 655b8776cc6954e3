"""Cards and questions without an AI provider: sentences of the material with a gap.

Everything follows from the passages: the same ones always give the same items.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import cycle
from typing import Final

from alcove.apps.study.generation.model import DEFAULT_TYPES, Card, GenerationKind, Item, Passage, spread
from alcove.apps.study.generation.sentences import Sentence, Term, list_sentences
from alcove.apps.study.quizzes.model import GAP, Question, QuestionType

DISTRACTORS: Final = 3
FEWEST_DISTRACTORS: Final = 2
_STEM: Final = 5
_ENDING: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    """A sentence of a passage, and its term that is asked for."""

    passage: Passage
    sentence: Sentence
    term: Term

    @property
    def text(self) -> str:
        """The sentence with the gap."""
        return self.replace(GAP)

    def replace(self, text: str) -> str:
        """Return the sentence with another text in place of the term."""
        return self.sentence.text[: self.term.start] + text + self.sentence.text[self.term.end :]


def make_cloze(
    passages: Sequence[Passage],
    *,
    kind: GenerationKind,
    count: int,
    types: Sequence[QuestionType] = (),
    used_quotes: Collection[str] = (),
) -> Sequence[Item]:
    """Return up to `count` items, spread evenly over the passages; sentences that are in a used quote are left out."""
    sentences = list_sentences(passages)
    pool = _collect_terms(sentences)
    build = _card_builder() if kind is GenerationKind.CARDS else _question_builder(pool, types or DEFAULT_TYPES)
    chosen: list[tuple[int, Item]] = []
    for index, gap in _select_gaps(passages, sentences, count=count, used_quotes=used_quotes):
        chosen.append((index, build(gap, len(chosen))))
        if len(chosen) == count:
            break
    return [item for _, item in sorted(chosen, key=lambda entry: entry[0])]


def _select_gaps(
    passages: Sequence[Passage], sentences: Sequence[Sequence[Sentence]], *, count: int, used_quotes: Collection[str]
) -> Iterator[tuple[int, _Gap]]:
    """Yield gaps with the index of their passage: the best of every passage first; no term is asked for twice."""
    used_terms: set[str] = set()
    with_text = [index for index, found in enumerate(sentences) if found]
    order = [with_text[index] for index in spread(len(with_text), count=count)]
    for turn in range(max((len(found) for found in sentences), default=0)):
        for index in order:
            if turn >= len(sentences[index]):
                continue
            sentence = sentences[index][turn]
            term = next((term for term in sentence.terms if term.word not in used_terms), None)
            if term is None or any(sentence.text in quote for quote in used_quotes):
                continue
            used_terms.add(term.word)
            yield index, _Gap(passage=passages[index], sentence=sentence, term=term)


def _collect_terms(sentences: Sequence[Sequence[Sentence]]) -> Mapping[str, Sequence[Term]]:
    """Return the terms of all sentences by their shape, every word once."""
    terms: dict[str, dict[str, Term]] = {}
    for found in sentences:
        for sentence in found:
            for term in sentence.terms:
                terms.setdefault(term.shape, {}).setdefault(term.word, term)
    return {shape: list(words.values()) for shape, words in terms.items()}


def _card_builder() -> Callable[[_Gap, int], Item]:
    def build(gap: _Gap, _: int) -> Item:
        return Card(front=gap.text, back=gap.term.text, source=gap.passage.source, quote=gap.sentence.text)

    return build


def _question_builder(pool: Mapping[str, Sequence[Term]], types: Sequence[QuestionType]) -> Callable[[_Gap, int], Item]:
    turns = cycle(types)

    def build(gap: _Gap, number: int) -> Item:
        kind = next(turns)
        distractors = find_distractors(gap.term, gap.sentence, terms=pool.get(gap.term.shape, ()))
        if kind is QuestionType.MULTIPLE_CHOICE and len(distractors) >= FEWEST_DISTRACTORS:
            return _choose(gap, distractors, number=number)
        if kind is QuestionType.TRUE_FALSE and distractors:
            return _claim(gap, distractors[0], number=number)
        if kind is QuestionType.SHORT_ANSWER:
            return _ask(gap, number=number, kind=kind, answer=[gap.term.text])
        return _ask(gap, number=number, kind=QuestionType.CLOZE, answer=[[gap.term.text]])

    return build


def find_distractors(answer: Term, sentence: Sentence, *, terms: Sequence[Term]) -> Sequence[str]:
    """Return wrong answers that look like the right one: terms of the same material that the sentence has not."""
    others = [
        term
        for term in terms
        if term.word not in sentence.words
        and (answer.shape != "unspaced" or term.text not in sentence.text)
        and (answer.shape == "number" or term.word[:_STEM] != answer.word[:_STEM])
    ]

    def distance(term: Term) -> tuple[float, bytes]:
        has_ending = term.word[-_ENDING:] == answer.word[-_ENDING:]
        return abs(len(term.text) - len(answer.text)) - (3 if has_ending else 0), _digest(sentence.text, term.word)

    return [term.text for term in sorted(others, key=distance)[:DISTRACTORS]]


def _choose(gap: _Gap, distractors: Sequence[str], *, number: int) -> Question:
    options = sorted([gap.term.text, *distractors], key=lambda option: _digest(gap.sentence.text, option))
    answer = [options.index(gap.term.text)]
    return _ask(gap, number=number, kind=QuestionType.MULTIPLE_CHOICE, answer=answer, options=options)


def _claim(gap: _Gap, distractor: str, *, number: int) -> Question:
    """Return a statement that is true, or whose term is another one."""
    is_true = _digest(gap.sentence.text, "")[0] % 2 == 0
    text = gap.sentence.text if is_true else gap.replace(distractor)
    return _ask(gap, number=number, kind=QuestionType.TRUE_FALSE, answer=is_true, text=text)


def _ask(
    gap: _Gap, *, number: int, kind: QuestionType, answer: object, options: Sequence[str] = (), text: str | None = None
) -> Question:
    return Question(
        id=f"q{number + 1}",
        type=kind,
        question=gap.text if text is None else text,
        options=options,
        answer=answer,
        points=1,
        source=gap.passage.source,
        quote=gap.sentence.text,
    )


def _digest(*texts: str) -> bytes:
    """Return bytes that put texts into an order without a meaning, always the same one."""
    return blake2b("\0".join(texts).encode(errors="replace"), digest_size=8).digest()
