"""`/api/quizzes`: questions that the server scores."""

from alcove.apps.study.quizzes.question_fields import InvalidQuestion, QuestionBody, build_question
from alcove.apps.study.quizzes.question_rows import list_question_rows
from alcove.apps.study.quizzes.scoring import fold_text
from alcove.apps.study.quizzes.store.quizzes import add_quiz

__all__ = ["InvalidQuestion", "QuestionBody", "add_quiz", "build_question", "fold_text", "list_question_rows"]
