"""The functions `ai-study-analytics` and `ai-study-recommendations`: computed, written by a provider, and failing."""

import json
import re
import uuid
from pathlib import Path
from typing import Any, Final

import pytest

from alcove.simulators.ai_provider import Behaviour
from integration.study.served import StudyServer
from integration.study.tutor_fixtures import ServeTutor
from integration.study.tutor_world import Learner, add_learner, mask, say
from support.ai_provider import AiProviderSite
from support.golden import check

GOLDEN: Final = Path(__file__).parent / "golden"
ANALYTICS, RECOMMENDATIONS = "ai-study-analytics", "ai-study-recommendations"
PRIVATE: Final = "a private text"
_ADD_SUBJECT: Final = "INSERT INTO public.subjects (user_id, name) VALUES ($1, $2) RETURNING id"
_ADD_SESSION: Final = """
INSERT INTO public.study_sessions
    (user_id, subject_id, title, notes, status, duration, started_at, completed_at, focus_score)
SELECT $1, $2, 'a private text', 'a private text', 'completed', $3, moment, moment, 70
FROM (SELECT now() - interval '2 days' AS moment) AS times
"""
_ADD_TASKS: Final = """
INSERT INTO public.tasks (user_id, title, description, status, due_date)
SELECT $1, 'a private text', 'a private text', status::public.task_status, now() - interval '1 day'
FROM unnest(ARRAY['completed', 'todo', 'todo', 'cancelled']) AS status
"""
_ADD_GOALS: Final = """
INSERT INTO public.study_goals (user_id, title, target_value, current_value, created_at)
VALUES ($1, 'a private text', 10, 4, now()), ($1, 'Read', 0, 0, now() - interval '1 day')
"""
RULES: Final = """
[[rules]]
literal = "secretword"
action = "replace"
replacement = "***"
"""
REPORT: Final[dict[str, Any]] = {
    "summary": {"total_study_time": 300, "average_session_length": "long", "extra": 1},
    "patterns": [{"insight": "Mornings", "description": "You study early.", "trend": "positive", "extra": 1}],
    "recommendations": [{"title": "Plan", "description": "Plan.", "priority": "urgent", "category": "habits"}],
    "goal_progress": [
        {"goal_title": "Goal 1", "progress_percentage": 40, "status": "on_track", "suggestion": "Go on."},
    ],
    "next_actions": "none",
    "extra": [],
}  # fmt: skip


async def add_studies(learner: Learner) -> None:
    """Add subjects, sessions, tasks and goals with private texts."""
    execute = learner.server.execute
    subject_id = (await execute(_ADD_SUBJECT, learner.id, "Maths"))[0]["id"]
    for minutes in (50, 41):
        await execute(_ADD_SESSION, learner.id, subject_id, minutes)
    await execute(_ADD_TASKS, learner.id)
    await execute(_ADD_GOALS, learner.id)


def analyze(learner: Learner) -> Any:
    """Return the analysis of a learner."""
    response = learner.call(ANALYTICS)
    assert response.status_code == 200
    return response.json()["analytics"]


async def test_a_computed_report_is_pinned(bare_learner: Learner) -> None:
    """Minutes come from `duration`; the goal without a target divides nothing. Hours depend on the clock."""
    await add_studies(bare_learner)
    for name, body in ((ANALYTICS, None), (RECOMMENDATIONS, {"subjects": ["Art"], "goals": [1, {"a": None}]})):
        report = mask(bare_learner.call(name, body).json())
        times = json.dumps(report)
        assert ":00-" in times
        report = json.loads(re.sub(r"\d\d:00-\d\d:00", "09:00-10:00", times))
        check(GOLDEN / f"computed_{name}.json", report)


async def test_a_providers_report_is_checked_key_by_key(learner: Learner, site: AiProviderSite) -> None:
    """What is right is taken, the rest is computed, and goals have their titles again."""
    await add_studies(learner)
    site.script(default=say(f"Here is the report:\n```json\n{json.dumps(REPORT)}\n```\nGood luck!"))
    report = analyze(learner)
    assert report["summary"]["total_study_time"] == 300
    assert report["summary"]["average_session_length"] == 46
    assert report["summary"]["completion_rate"] == 25
    assert report["patterns"] == [{"insight": "Mornings", "description": "You study early.", "trend": "positive"}]
    assert report["recommendations"][0]["priority"] == "high"
    assert report["goal_progress"] == [
        {"goal_title": PRIVATE, "progress_percentage": 40, "status": "on_track", "suggestion": "Go on."}
    ]
    assert report["next_actions"][0]["effort_level"] == "low"
    assert set(report) == {"summary", "patterns", "recommendations", "goal_progress", "next_actions"}


async def test_providers_get_sums_and_never_rows(learner: Learner, site: AiProviderSite) -> None:
    """No title, note or description of a session, task or goal; the parameters are fixed, and OpenAI is asked first."""
    await add_studies(learner)
    analyze(learner)
    learner.call(RECOMMENDATIONS, {"studyData": {"hours": 3}})
    for request in site.requests():
        assert PRIVATE not in json.dumps(request.body)
        assert str(learner.id) not in json.dumps(request.body)
        assert request.key == "key-openai"
        assert (request.body["model"], request.body["temperature"], request.body["max_tokens"]) == (
            "gpt-4o-mini", 0.7, 2000,
        )  # fmt: skip
    numbers = json.loads(site.requests()[0].body["messages"][1]["content"])["learning"]
    assert (numbers["total_minutes"], numbers["sessions"], numbers["tasks"]["overdue"]) == (91, 2, 2)
    assert json.loads(site.requests()[1].body["messages"][1]["content"])["from_the_student"] == {
        "studyData": {"hours": 3}
    }


async def test_no_provider_is_asked_without_consent(learner: Learner, site: AiProviderSite) -> None:
    """With `ai_suggestions_enabled` off both reports are computed."""
    await add_studies(learner)
    await learner.server.execute(
        "UPDATE public.user_settings SET ai_suggestions_enabled = false WHERE user_id = $1", learner.id
    )
    assert analyze(learner)["summary"]["total_study_time"] == 91
    assert learner.call(RECOMMENDATIONS, {}).json()["success"] is True
    assert site.requests() == []


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(status=500),
        Behaviour(status=401),
        Behaviour(status=429, retry_after="60"),
        Behaviour(ending="malformed"),
        Behaviour(ending="html"),
        Behaviour(ending="close", after=1),
        Behaviour(ending="filter"),
        Behaviour(text="I cannot do that."),
        Behaviour(text='{"summary": NaN, "patterns": [NaN]}'),
        Behaviour(text='{"summary": {"total_study_time": 1e999}}'),
        Behaviour(text=""),
    ],
    ids=range(11),
)
async def test_a_provider_that_fails_leaves_a_computed_report(
    learner: Learner, site: AiProviderSite, behaviour: Behaviour
) -> None:
    """With 200, for every fault: the report needs nobody."""
    site.script(default=behaviour)
    assert analyze(learner)["summary"]["total_study_time"] == 0
    answer = learner.call(RECOMMENDATIONS, {}).json()
    assert answer["success"] is True
    assert answer["recommendations"]["subject_focus"]


async def test_a_slow_provider_is_not_waited_for(serve: ServeTutor, site: AiProviderSite) -> None:
    """The report is computed before the function's time is over."""
    with serve(**site.settings("openai"), STUDY_FUNCTION_TIMEOUT="1") as server:
        site.script(default=Behaviour(ending="silence"))
        assert analyze(await add_learner(server))["summary"]["total_study_time"] == 0


async def test_a_spent_budget_leaves_a_computed_report(serve: ServeTutor, site: AiProviderSite) -> None:
    """It is no error for the caller."""
    with serve(**site.settings("openai"), STUDY_BUDGET_USER_TOKENS_DAY="1") as server:
        assert analyze(await add_learner(server))["patterns"]
    assert site.requests() == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"studyData": None, "subjects": {}, "goals": 5, "timePreferences": [[]], "currentPerformance": "x"},
        {"studyData": ["x" * 1000] * 500},
        {"subjects": [{"name": "\u202e"}, {"name": "x" * 5000}, None]},
        {"\u0007": {"deep": [[[[[[1]]]]]]}},
    ],
    ids=range(5),
)
async def test_any_json_object_is_a_body_of_recommendations(
    learner: Learner, site: AiProviderSite, body: dict[str, Any]
) -> None:
    """What the provider gets of it is bounded."""
    response = learner.call(RECOMMENDATIONS, body)
    assert (response.status_code, response.json()["success"]) == (200, True)
    assert len(json.dumps(site.requests()[-1].body)) < 40_000


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"a":"\\u0000"}'])
async def test_a_body_that_is_no_object_is_refused(bare_learner: Learner, content: bytes) -> None:
    """With the text of the earlier function; the analysis does not read its body at all."""
    response = bare_learner.call(RECOMMENDATIONS, content=content)
    assert (response.status_code, response.json()["error"]) == (400, "Invalid request body")
    assert response.json()["success"] is False
    assert bare_learner.call(ANALYTICS, content=content).status_code == 200


async def test_strange_rows_break_no_report(bare_learner: Learner) -> None:
    """Infinite times, missing and negative durations, and an unknown time zone."""
    execute = bare_learner.server.execute
    await execute("UPDATE public.profiles SET timezone = 'Nowhere/Land' WHERE id = $1", bare_learner.id)
    for started, duration in (("infinity", 10), ("-infinity", 10), (None, None), (None, -5), (None, 2_000_000)):
        await execute(
            "INSERT INTO public.study_sessions (user_id, title, status, duration, started_at, completed_at)"
            " VALUES ($1, 'x', 'completed', $2, $3::text::timestamptz, now())",
            bare_learner.id,
            duration,
            started,
        )
    await execute(
        "INSERT INTO public.study_goals (user_id, title, target_value, current_value, deadline) VALUES"
        " ($1, repeat('x', 5000), -5, NULL, 'infinity')",
        bare_learner.id,
    )
    report = analyze(bare_learner)
    assert report["summary"]["total_study_time"] == 2_000_020
    assert report["goal_progress"][0]["progress_percentage"] == 0
    assert bare_learner.call(RECOMMENDATIONS, {}).status_code == 200


async def test_reports_are_of_the_callers_rows_only(bare_server: StudyServer, bare_learner: Learner) -> None:
    """Another account's report has none of them, and nobody gets one without a token."""
    await add_studies(bare_learner)
    stranger = await add_learner(bare_server)
    assert analyze(stranger)["summary"]["total_study_time"] == 0
    gone = Learner(server=bare_server, id=uuid.uuid4())
    assert analyze(gone)["goal_progress"] == []


async def test_the_owners_replacements_apply_to_what_is_sent(
    serve: ServeTutor, site: AiProviderSite, tmp_path: Path
) -> None:
    """The provider never gets the word."""
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES)
    with serve(**site.settings("openai"), STUDY_CONTENT_RULES=str(rules)) as server:
        learner = await add_learner(server)
        site.simulator.log.clear()
        assert learner.call(RECOMMENDATIONS, {"studyData": "my secretword"}).status_code == 200
        sent = json.dumps(site.requests()[-1].body)
    assert "secretword" not in sent
    assert "my ***" in sent
