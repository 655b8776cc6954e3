"""The shapes of reports, and how a provider's JSON is checked against them key by key."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

MAX_ENTRIES: Final = 20
MAX_ANSWER: Final = 200_000
"""Characters of a provider's text."""

Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=2000)]
Texts: TypeAlias = Annotated[list[Text], Meta(max_length=MAX_ENTRIES)]
Number: TypeAlias = Annotated[int, Meta(ge=0, le=10_000_000)] | Annotated[float, Meta(ge=0, le=10_000_000)]
Percentage: TypeAlias = Annotated[int, Meta(ge=0, le=1000)] | Annotated[float, Meta(ge=0, le=1000)]
Weight: TypeAlias = Literal["high", "medium", "low"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a list; further keys are dropped."""


class Pattern(Record, frozen=True, kw_only=True):
    """A habit, and where it leads."""

    insight: Text
    description: Text
    trend: Literal["positive", "neutral", "negative"]


class Recommendation(Record, frozen=True, kw_only=True):
    """What to do, of an analysis."""

    title: Text
    description: Text
    priority: Weight
    category: Literal["time_management", "productivity", "goals", "habits"]


class GoalProgress(Record, frozen=True, kw_only=True):
    """How far a goal is."""

    goal_title: Text
    progress_percentage: Percentage
    status: Literal["on_track", "behind", "ahead"]
    suggestion: Text


class NextAction(Record, frozen=True, kw_only=True):
    """What to do next."""

    action: Text
    expected_impact: Text
    effort_level: Weight


class PriorityRecommendation(Record, frozen=True, kw_only=True):
    """What to do, step by step."""

    title: Text
    description: Text
    action_items: Texts
    expected_impact: Text
    priority: Weight


class SubjectFocus(Record, frozen=True, kw_only=True):
    """What to do in one subject."""

    subject: Text
    recommended_hours_per_week: Annotated[int, Meta(ge=0, le=168)] | Annotated[float, Meta(ge=0, le=168)]
    focus_areas: Texts
    study_methods: Texts


class Technique(Record, frozen=True, kw_only=True):
    """A way to learn."""

    technique: Text
    description: Text
    best_for: Texts


ObjectShape: TypeAlias = Mapping[str, Any]
"""The types of the members of an object."""
ANALYTICS: Final[Mapping[str, type[Record] | ObjectShape]] = {
    "summary": {
        "total_study_time": Number,
        "average_session_length": Number,
        "most_productive_times": Texts,
        "completion_rate": Annotated[int, Meta(ge=0, le=100)] | Annotated[float, Meta(ge=0, le=100)],
    },
    "patterns": Pattern,
    "recommendations": Recommendation,
    "goal_progress": GoalProgress,
    "next_actions": NextAction,
}
RECOMMENDATIONS: Final[Mapping[str, type[Record] | ObjectShape]] = {
    "priority_recommendations": PriorityRecommendation,
    "schedule_optimization": {
        "best_study_times": Texts,
        "suggested_session_length": Text,
        "break_recommendations": Text,
    },
    "subject_focus": SubjectFocus,
    "learning_techniques": Technique,
    "motivational_insights": {"strengths": Texts, "growth_areas": Texts, "encouraging_message": Text},
}


def read_outermost_object(text: str) -> Mapping[str, Any]:
    """Return the JSON object between the first and the last brace of a text, an empty one when there is none."""
    start, end = text.find("{"), text.rfind("}")
    if not 0 <= start < end or len(text) > MAX_ANSWER:
        return {}
    try:
        value = json.loads(text[start : end + 1], parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def complete_report(
    sent: Mapping[str, Any], computed: Mapping[str, Any], *, shape: Mapping[str, type[Record] | ObjectShape]
) -> Mapping[str, Any]:
    """Return a report of exactly this shape: what of `sent` is valid, and the computed values for the rest."""
    report: dict[str, Any] = {}
    for key, expected in shape.items():
        if isinstance(expected, Mapping):
            report[key] = _complete_object(sent.get(key), computed[key], shape=expected)
        else:
            report[key] = _read_records(sent.get(key), expected) or computed[key]
    return report


def _complete_object(sent: object, computed: Mapping[str, Any], *, shape: ObjectShape) -> Mapping[str, Any]:
    members = sent if isinstance(sent, dict) else {}
    values = {key: _read(members.get(key), kind) for key, kind in shape.items()}
    return {key: computed[key] if value is None or value == [] else value for key, value in values.items()}


def _read_records(sent: object, kind: type[Record]) -> Sequence[Any]:
    items = sent[:MAX_ENTRIES] if isinstance(sent, list) else []
    return [msgspec.to_builtins(record) for item in items if (record := _read(item, kind)) is not None]


def _read(value: object, kind: Any) -> Any:
    """Return a value of the type, None for any other: numbers that are none never match."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    try:
        converted = msgspec.convert(value, kind)
        # Half of a surrogate pair is in no JSON that can be sent.
        msgspec.json.encode(converted)
    except (msgspec.ValidationError, OverflowError, UnicodeEncodeError):
        return None
    return converted
