"""How answers are checked and scored."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alcove.apps.study.native_api import InvalidFields
from alcove.apps.study.quizzes.model import Question
from alcove.apps.study.quizzes.question_fields import read_questions, read_stored
from alcove.apps.study.quizzes.scoring import fold_text, read_answers, score_answers

CHOICE = {"type": "multiple_choice", "question": "Which?", "options": ["a", "b", "c"]}
WRONG_CHOICES: tuple[object, ...] = (3, -1, True, 1.5, None, [], [[0]], {}, "d", [0, 0], ["a", 0])
CLOZE = {"type": "cloze", "question": "____ and ___ are here"}


def read(**body: Any) -> Question:
    """Return one question."""
    return read_questions([body])[0]


@pytest.mark.parametrize(
    ("body", "stored", "answers"),
    [
        ({**CHOICE, "answer": 1}, [1], {1: 1, 0: 0, "b": 1, "a": 0, "x": None}),
        ({**CHOICE, "answer": ["c", "a"]}, [0, 2], {(0, 2): 1, (2, 0, 2): 1, (0,): 0, (0, 1, 2): 0, ("a", 2): 1}),
        (
            {"type": "true_false", "question": "So?", "answer": "False"},
            False,
            {False: 1, True: 0, "FALSE": 1, "no": None},
        ),
        (
            {"type": "short_answer", "question": "Who?", "answer": ["Ada  Lovelace", "1.50"]},
            ["Ada Lovelace", "1.50"],
            {" ada LOVELACE. ": 1, "\uff21da lovelace": 1, "1,5": 1, "Ada": 0, "": 0, "...": 0},
        ),
        ({**CLOZE, "answer": [["One", "1"], "two"]}, [["One", "1"], ["two"]], {("1", "TWO!"): 1, ("two", "two"): 0.5}),
        ({"type": "cloze", "question": "a ___", "answer": ["x", "y"]}, [["x", "y"]], {"Y": 1, ("z",): 0}),
    ],
    ids=range(6),
)
def test_answers_are_right_by_the_rules_of_their_type(
    body: Mapping[str, Any], stored: object, answers: Mapping[Any, float | None]
) -> None:
    """Choices need all right options and no other, texts forgive case, width and punctuation, gaps count one by one."""
    question = read(**body)
    assert question.answer == stored
    for sent, share in answers.items():
        value = list(sent) if isinstance(sent, tuple) else sent
        if share is None:
            with pytest.raises(InvalidFields):
                read_answers({question.id: value}, [question])
            continue
        score = score_answers([question], read_answers({question.id: value}, [question]))
        assert (score.results[question.id].points, score.score) == (share, round(share * 100))


def test_a_score_is_rounded_half_up_and_weighs_points() -> None:
    """1 of 8 points is 12.5 %, which is 13; what is not answered gets nothing."""
    questions = read_questions([
        {"type": "true_false", "question": "?", "answer": True, "points": 1},
        {"type": "true_false", "question": "?", "answer": True, "points": 7},
    ])  # fmt: skip
    score = score_answers(questions, {"q1": True, "q2": None})
    assert (score.score, score.points, score.max_points) == (13, 1.0, 8)
    assert score_answers(questions, {}).score == 0


@given(st.text(max_size=40))
@example("10")
@example("-0.00")
def test_a_text_is_the_same_answer_as_itself_in_any_dress(text: str) -> None:
    """Folding is idempotent, and blind to case and outer white space; it loses no whole text."""
    folded = fold_text(text)
    assert fold_text(f"  {text}\n") == folded
    assert fold_text(folded) == folded
    assert bool(folded) == bool(" ".join(text.split()))


@pytest.mark.parametrize(
    ("first", "second"), [("1,000", "1"), ("-5", "5"), ("C++", "C"), ("5%", "5"), ("1.000,5", "1")]
)
def test_different_things_stay_different(first: str, second: str) -> None:
    """Signs of numbers and names are no punctuation, and a comma before three digits divides thousands."""
    assert fold_text(first) != fold_text(second)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (5, "questions[0]"),
        ({"type": "essay", "question": "?", "answer": 1}, "questions[0]"),
        ({"type": "true_false", "question": " ", "answer": True}, "questions[0].question"),
        ({"type": "true_false", "question": "?", "answer": 1}, "questions[0].answer"),
        ({"type": "true_false", "question": "?"}, "questions[0].answer"),
        ({**CHOICE, "options": ["a"], "answer": 0}, "questions[0].options"),
        ({**CHOICE, "options": ["a", " a"], "answer": 0}, "questions[0].options"),
        ({**CHOICE, "options": ["a", " "], "answer": 0}, "questions[0].options"),
        ({**CHOICE, "options": ["a"] * 11, "answer": 0}, "questions[0]"),
        *(({**CHOICE, "answer": answer}, "questions[0].answer") for answer in WRONG_CHOICES),
        ({"type": "short_answer", "question": "?", "answer": ["a", " "]}, "questions[0].answer"),
        ({"type": "short_answer", "question": "?", "answer": "x" * 501}, "questions[0].answer"),
        ({"type": "cloze", "question": "no gap", "answer": "a"}, "questions[0].question"),
        ({**CLOZE, "answer": ["a"]}, "questions[0].answer"),
        ({**CLOZE, "answer": ["a", [1]]}, "questions[0].answer"),
        ({"type": "true_false", "question": "?", "answer": True, "points": 0}, "questions[0]"),
    ],
)
def test_a_wrong_question_is_named(body: object, field: str) -> None:
    """The error says which question and member it is, and all of them at once."""
    good = {"type": "true_false", "question": "?", "answer": True}
    with pytest.raises(InvalidFields) as caught:
        read_questions([body, good, {"type": "cloze", "question": "x"}])
    assert set(caught.value.fields) == {field, "questions[2].answer"}


@pytest.mark.parametrize("value", [None, {}, "x", [], [{}] * 201])
def test_questions_are_a_list_of_bounded_length(value: object) -> None:
    """Neither none nor more than 200."""
    with pytest.raises(InvalidFields, match="not as expected"):
        read_questions(value)


def test_ids_stay_unique_and_answers_can_be_kept() -> None:
    """New ids avoid those that are sent; a question without an answer keeps that of its id, if it is the same kind."""
    known = {"q1": read(**CHOICE, answer=2)}
    questions = read_questions([{**CHOICE, "answer": 0}, {**CHOICE, "question": "New?", "id": "q1"}], known=known)
    assert [(question.id, question.answer) for question in questions] == [("q2", [0]), ("q1", [2])]
    for change in ({"options": ["a", "b"]}, {"type": "true_false"}, {"id": "q2"}):
        with pytest.raises(InvalidFields):
            read_questions([{**CHOICE, "id": "q1", **change}], known=known)
    with pytest.raises(InvalidFields, match="not as expected"):
        read_questions([{**CHOICE, "id": "q1", "answer": 0}, {**CHOICE, "id": "q1", "answer": 0}])


def test_questions_of_programs_are_read_as_they_come() -> None:
    """The usual names of members; what is no question is left out."""
    rows = [
        {"question": "2+2?", "options": ["3", "4"], "correctAnswer": 1, "type": "multiple-choice", "points": 3},
        {"text": "Sky?", "choices": [{"text": "blue"}, {"text": "red"}], "correct_answer": "blue"},
        {"prompt": "So?", "answer": True},
        {"question": "Capital of France?", "answer": "Paris", "points": "many"},
        {"question": "A ___ here", "correct": "gap"},
        {"question": "No answer?"}, {"answer": 1}, 5, None, "text", {"question": "?", "options": [1, 2], "answer": 0},
    ]  # fmt: skip
    questions = read_stored(rows, keys={})
    assert [(question.id, question.type.value, question.answer, question.points) for question in questions] == [
        ("q1", "multiple_choice", [1], 3),
        ("q2", "multiple_choice", [0], 1),
        ("q3", "true_false", True, 1),
        ("q4", "short_answer", ["Paris"], 1),
        ("q5", "cloze", [["gap"]], 1),
    ]
    assert read_stored({"no": "list"}, keys={}) == []
