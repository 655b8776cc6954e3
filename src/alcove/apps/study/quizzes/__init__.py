"""`/api/quizzes`: questions that the server scores."""

from alcove.apps.study.quizzes.csv_export import list_values, write_csv
from alcove.apps.study.quizzes.errors import AttemptRunning, QuizNotFound, read_id
from alcove.apps.study.quizzes.question_fields import InvalidQuestion, QuestionBody, build_question
from alcove.apps.study.quizzes.question_rows import list_question_rows
from alcove.apps.study.quizzes.schemas import ShownQuiz
from alcove.apps.study.quizzes.scoring import fold_text
from alcove.apps.study.quizzes.service import Quizzes
from alcove.apps.study.quizzes.store.quizzes import add_quiz

__all__ = [
    "AttemptRunning",
    "InvalidQuestion",
    "QuestionBody",
    "QuizNotFound",
    "Quizzes",
    "ShownQuiz",
    "add_quiz",
    "build_question",
    "fold_text",
    "list_question_rows",
    "list_values",
    "read_id",
    "write_csv",
]
