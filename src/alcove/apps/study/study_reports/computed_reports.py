"""Reports that are computed from the learner's numbers alone."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from alcove.apps.study.study_reports.model import GoalState, StudyFacts

_GOOD_RATE: Final = 70
_UNKNOWN_TIMES: Final = ("Not known yet: complete a few study sessions",)
_MAX_NAMES: Final = 10
_MAX_NAME: Final = 200


def compute_analytics(facts: StudyFacts) -> Mapping[str, Any]:
    """Return the study report."""
    return {
        "summary": {
            "total_study_time": facts.minutes,
            "average_session_length": facts.average_minutes,
            "most_productive_times": _best_times(facts),
            "completion_rate": facts.completion_rate,
        },
        "patterns": [_describe_pattern(facts)],
        "recommendations": [_recommend(facts)],
        "goal_progress": [_describe_goal(goal) for goal in facts.goals],
        "next_actions": [
            {
                "action": "Plan a study session for tomorrow, at a fixed time",
                "expected_impact": "A fixed time makes it easier to begin",
                "effort_level": "low",
            }
        ],
    }


def compute_recommendations(facts: StudyFacts, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the recommendations; `body` may name subjects that the learner's rows do not have."""
    length = max(25, min(50, facts.average_minutes or 25))
    return {
        "priority_recommendations": [_prioritize(facts)],
        "schedule_optimization": {
            "best_study_times": _best_times(facts),
            "suggested_session_length": f"{length} minutes",
            "break_recommendations": "5 minutes after each session, 15 minutes after four of them",
        },
        "subject_focus": [_focus(name, hours=hours) for name, hours in _list_subjects(facts, body).items()],
        "learning_techniques": [
            {
                "technique": "Active recall",
                "description": "Close the book, and write down what you remember; then compare.",
                "best_for": ["Facts and definitions", "Exams"],
            },
            {
                "technique": "Spaced repetition",
                "description": "Repeat after one day, after three days and after a week.",
                "best_for": ["Vocabulary", "Formulas"],
            },
        ],
        "motivational_insights": _motivate(facts),
    }


def _best_times(facts: StudyFacts) -> Sequence[str]:
    return list(facts.best_times or _UNKNOWN_TIMES)


def _describe_pattern(facts: StudyFacts) -> Mapping[str, str]:
    if not facts.sessions:
        return {
            "insight": "No completed sessions yet",
            "description": "In the last 30 days no study session was completed.",
            "trend": "neutral",
        }
    return {
        "insight": f"{facts.study_days} days with study sessions",
        "description": f"In the last 30 days you completed {facts.sessions} sessions with {facts.minutes} minutes.",
        "trend": "positive" if facts.study_days >= 10 else "neutral",
    }


def _recommend(facts: StudyFacts) -> Mapping[str, str]:
    if facts.overdue_tasks:
        return {
            "title": "Finish what is overdue",
            "description": f"{facts.overdue_tasks} tasks are overdue. Begin with the shortest one.",
            "priority": "high",
            "category": "time_management",
        }
    return {
        "title": "Study at fixed times",
        "description": "Short sessions on most days help more than a long one before an exam.",
        "priority": "medium",
        "category": "habits",
    }


def _describe_goal(goal: GoalState) -> Mapping[str, Any]:
    suggestion = "Set a new goal" if goal.is_reached else "Plan the next step for this goal"
    return {
        "goal_title": goal.title,
        "progress_percentage": goal.percentage,
        "status": "ahead" if goal.is_reached else "behind",
        "suggestion": suggestion,
    }


def _prioritize(facts: StudyFacts) -> Mapping[str, Any]:
    if facts.overdue_tasks:
        return {
            "title": "Finish what is overdue",
            "description": f"{facts.overdue_tasks} tasks are overdue.",
            "action_items": ["List them", "Begin with the shortest one", "Move what can wait to a new date"],
            "expected_impact": "Fewer open tasks, and a clear plan",
            "priority": "high",
        }
    return {
        "title": "Study at fixed times",
        "description": "Short sessions on most days help more than a long one before an exam.",
        "action_items": ["Choose a time of the day", "Plan one session for each day", "Review on Sunday"],
        "expected_impact": "A habit that needs less effort",
        "priority": "medium",
    }


def _list_subjects(facts: StudyFacts, body: Mapping[str, Any]) -> Mapping[str, float]:
    """Return hours a week by subject: somewhat more than so far, at least one."""
    subjects = {
        subject.name[:_MAX_NAME]: max(1.0, round(subject.minutes / 60 / 30 * 7 * 1.2, 1)) for subject in facts.subjects
    }
    named = body.get("subjects")
    for item in named[:_MAX_NAMES] if isinstance(named, list) else []:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str) and name.strip():
            subjects.setdefault(name.strip()[:_MAX_NAME], 2.0)
    return dict(list(subjects.items())[:_MAX_NAMES]) or {"General": max(2.0, facts.weekly_hours)}


def _focus(name: str, *, hours: float) -> Mapping[str, Any]:
    return {
        "subject": name,
        "recommended_hours_per_week": hours,
        "focus_areas": ["What the last exercises showed as difficult", "The topics of the next exam"],
        "study_methods": ["Active recall", "Practice problems"],
    }


def _motivate(facts: StudyFacts) -> Mapping[str, Any]:
    strengths = ["You plan your learning"]
    if facts.current_streak > 1:
        strengths.append(f"You have studied on {facts.current_streak} days in a row")
    if facts.tasks and facts.completion_rate >= _GOOD_RATE:
        strengths.append(f"You complete {facts.completion_rate} % of your tasks")
    areas = ["Overdue tasks"] if facts.overdue_tasks else ["Regular times for studying"]
    message = "Small steps on most days add up. Begin with ten minutes today."
    return {"strengths": strengths, "growth_areas": areas, "encouraging_message": message}
