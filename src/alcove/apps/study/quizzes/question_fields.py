"""Read questions: strictly from requests, leniently from rows that programs have written."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.quizzes.model import (
    BOOLEANS,
    MAX_ACCEPTED,
    MAX_OPTIONS,
    MAX_QUESTIONS,
    MAX_SHORT,
    Id,
    LongText,
    Question,
    QuestionType,
    ShortText,
    Source,
    count_gaps,
)

_NAMES: Final[Mapping[str, Sequence[str]]] = {
    "question": ("question", "text", "prompt", "question_text"),
    "options": ("options", "choices"),
    "answer": ("correct_answer", "correctAnswer", "correct", "answer", "answers"),
    "explanation": ("explanation",),
}
"""What programs call the members of a question."""
_TYPES: Final = {
    "multiplechoice": "multiple_choice", "mcq": "multiple_choice", "choice": "multiple_choice",
    "truefalse": "true_false", "boolean": "true_false", "shortanswer": "short_answer", "short": "short_answer",
    "text": "short_answer", "open": "short_answer", "cloze": "cloze", "fillblank": "cloze", "fillintheblank": "cloze",
}  # fmt: skip


class InvalidQuestion(ValueError):
    """A question is wrong; `field` is its member, if it is one, and the text the reason."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


class QuestionBody(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a request; `id` and a missing `answer` refer to a question that the quiz has already.

    `answer` is an option or its index, counted from 0, or a list of them (multiple_choice); true or false (true_false);
    the accepted text or a list of them (short_answer); a text or list of texts for every gap (cloze).
    """

    type: QuestionType
    question: LongText
    answer: Any = UNSET
    id: Id | None = None
    options: Annotated[list[ShortText], Meta(max_length=MAX_OPTIONS)] = []
    explanation: LongText = ""
    points: Annotated[int, Meta(ge=1, le=100)] = 1
    source: Source | None = None
    quote: LongText = ""


def read_questions(values: object, *, known: Mapping[str, Question] | None = None) -> Sequence[Question]:
    """Return the questions of a request; InvalidFields names every question that is wrong.

    A question without an `answer` keeps that of the `known` one with its id, if type and options are the same.
    """
    if not isinstance(values, list) or not values:
        raise InvalidFields({"questions": "is not a list of questions" if values else "has no question"})
    if len(values) > MAX_QUESTIONS:
        raise InvalidFields({"questions": f"has more than {MAX_QUESTIONS} questions"})
    problems: dict[str, str] = {}
    questions: dict[str, Question] = {}
    ids = _Ids(values)
    for index, value in enumerate(values):
        name = f"questions[{index}]"
        try:
            body = msgspec.convert(value, QuestionBody)
            question_id = ids.take(body.id, number=index + 1)
            questions[question_id] = build_question(body, question_id=question_id, known=(known or {}).get(question_id))
        except msgspec.ValidationError as error:
            problems[name] = str(error).replace("`", "'")
        except InvalidQuestion as error:
            problems[f"{name}.{error.field}" if error.field else name] = str(error)
    if problems:
        raise InvalidFields(problems)
    return list(questions.values())


class _Ids:
    """The ids of the questions of a request."""

    def __init__(self, values: Sequence[object]) -> None:
        self._sent = {str(value.get("id")) for value in values if isinstance(value, dict)}
        self._used: set[str] = set()

    def take(self, sent: str | None, *, number: int) -> str:
        """Return the id of a question, the one that was sent or a new one; InvalidQuestion for one that is used."""
        if sent in self._used:
            raise InvalidQuestion("is the id of another question", field="id")
        while sent is None:
            sent = None if f"q{number}" in self._sent | self._used else f"q{number}"
            number += 1
        self._used.add(sent)
        return sent


def build_question(body: QuestionBody, *, question_id: str, known: Question | None = None) -> Question:
    """Return a question; InvalidQuestion."""
    if not body.question.strip():
        raise InvalidQuestion("is empty", field="question")
    options = tuple(body.options) if body.type is QuestionType.MULTIPLE_CHOICE else ()
    answer, explanation, quote = body.answer, body.explanation, body.quote
    if isinstance(answer, UnsetType):
        if known is None or (known.type, tuple(known.options)) != (body.type, options):
            raise InvalidQuestion("is missing", field="answer")
        answer, explanation, quote = known.answer, explanation or known.explanation, quote or known.quote
    _check_options(body.type, options)
    return Question(
        id=question_id,
        type=body.type,
        question=body.question,
        options=options,
        answer=_read_answer(answer, body=body),
        explanation=explanation,
        points=body.points,
        source=body.source,
        quote=quote,
    )


def read_stored(values: object, *, keys: Mapping[str, Any]) -> Sequence[Question]:
    """Return the questions of a row that can be scored.

    The server's own have their answers in `keys`; those of programs have them beside the question, under the names that
    are usual. What is no question is left out.
    """
    questions: dict[str, Question] = {}
    for index, value in enumerate(values[:MAX_QUESTIONS] if isinstance(values, list) else ()):
        if not isinstance(value, dict):
            continue
        question_id = str(value.get("id") or f"q{index + 1}")[:64]
        merged = {**value, **keys[question_id]} if question_id in keys else _rename(value)
        try:
            body = msgspec.convert({**merged, "id": question_id}, QuestionBody)
            questions.setdefault(question_id, build_question(body, question_id=question_id))
        except (msgspec.ValidationError, InvalidQuestion):
            continue
    return list(questions.values())


def _rename(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a question of a program under the names of the server."""
    found: dict[str, Any] = {}
    for name, aliases in _NAMES.items():
        found.update(next(({name: value[alias]} for alias in aliases if value.get(alias) is not None), {}))
    options = found.get("options")
    if isinstance(options, list):
        found["options"] = [option.get("text") if isinstance(option, dict) else option for option in options]
    kind = _TYPES.get("".join(letter for letter in str(value.get("type", "")).lower() if letter.isalpha()))
    found["type"] = kind or _guess_type(found)
    points = value.get("points")
    return {**found, "points": points} if type(points) is int and 1 <= points <= 100 else found


def _guess_type(found: Mapping[str, Any]) -> QuestionType:
    if found.get("options"):
        return QuestionType.MULTIPLE_CHOICE
    if isinstance(found.get("answer"), bool):
        return QuestionType.TRUE_FALSE
    return QuestionType.CLOZE if count_gaps(str(found.get("question"))) else QuestionType.SHORT_ANSWER


def _check_options(kind: QuestionType, options: Sequence[str]) -> None:
    if kind is not QuestionType.MULTIPLE_CHOICE:
        return
    if len(options) < 2:
        raise InvalidQuestion("has less than two options", field="options")
    if len({option.strip() for option in options} - {""}) < len(options):
        raise InvalidQuestion("has an empty option, or one twice", field="options")


def _read_answer(answer: Any, *, body: QuestionBody) -> Any:
    match body.type:
        case QuestionType.MULTIPLE_CHOICE:
            return _read_choices(answer, options=body.options)
        case QuestionType.TRUE_FALSE:
            value = BOOLEANS.get(answer.strip().lower(), answer) if isinstance(answer, str) else answer
            if not isinstance(value, bool):
                raise InvalidQuestion("is not true or false", field="answer")
            return value
        case QuestionType.SHORT_ANSWER:
            return _read_texts(answer)
        case QuestionType.CLOZE:
            return _read_gaps(answer, gaps=count_gaps(body.question))


def _read_choices(answer: Any, *, options: Sequence[str]) -> Sequence[int]:
    choices = answer if isinstance(answer, list) else [answer]
    indexes = [options.index(choice) if isinstance(choice, str) and choice in options else choice for choice in choices]
    are_valid = all(type(index) is int and 0 <= index < len(options) for index in indexes)
    if not indexes or not are_valid or len(set(indexes)) < len(indexes):
        raise InvalidQuestion("is no option, nor the index of one", field="answer")
    return sorted(indexes)


def _read_texts(answer: Any) -> Sequence[str]:
    texts = answer if isinstance(answer, list) else [answer]
    are_valid = all(isinstance(text, str) and text.strip() and len(text) <= MAX_SHORT for text in texts)
    if not 1 <= len(texts) <= MAX_ACCEPTED or not are_valid:
        raise InvalidQuestion(
            f"is no text of up to {MAX_SHORT} characters, nor a list of up to {MAX_ACCEPTED} of them", field="answer"
        )
    return [" ".join(text.split()) for text in texts]


def _read_gaps(answer: Any, *, gaps: int) -> Sequence[Sequence[str]]:
    if not 1 <= gaps <= MAX_ACCEPTED:
        raise InvalidQuestion(f"has not between 1 and {MAX_ACCEPTED} gaps: ___", field="question")
    answers = answer if isinstance(answer, list) else [answer]
    if gaps == 1 and len(answers) > 1:
        answers = [answers]
    if len(answers) != gaps:
        raise InvalidQuestion(f"is not one for each of the {gaps} gaps", field="answer")
    return [_read_texts(accepted) for accepted in answers]
