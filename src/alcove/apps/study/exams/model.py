"""What exams can be, and what their marks must satisfy."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

MAX_QUESTIONS: Final = 200


class ExamStatus(StrEnum):
    """How far an exam is."""

    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


def find_problems(exam: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what is wrong with an exam as a whole, by field: nobody can need more marks than there are."""
    total, passing = exam.get("total_marks"), exam.get("passing_marks")
    if total is not None and passing is not None and passing > total:
        return {"passing_marks": "is more than total_marks"}
    if exam.get("exam_time") is not None and exam.get("exam_date") is None:
        return {"exam_date": "is missing, while there is a time"}
    return {}
