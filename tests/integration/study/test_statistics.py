"""Statistics and streaks: they always equal what the rows say, however these were changed."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alcove.apps.study.study_days import study_day
from alcove.foundation.database import Connection
from integration.study.callers import add_account
from integration.study.served import StudyServer

ANALYTICS = """
SELECT date, subject_id, total_study_time, session_count, tasks_completed, flashcards_studied, ai_interactions,
       average_focus_score::float
FROM public.study_analytics WHERE user_id = $1
"""
STREAK = """
SELECT current_streak, longest_streak, total_study_days, last_study_date, study_streak, total_study_time
FROM public.study_streaks AS s JOIN public.profiles AS p ON p.id = s.user_id WHERE user_id = $1
"""

Key = tuple[date, uuid.UUID | None]


async def add_session(connection: Connection, account: uuid.UUID, **values: Any) -> uuid.UUID:
    """Add a study session, completed and of 30 minutes unless `values` say otherwise."""
    columns = {"user_id": account, "title": "x", "status": "completed", "duration": 30, **values}
    texts = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    session: uuid.UUID = await connection.fetchval(
        f"INSERT INTO public.study_sessions ({', '.join(columns)}) VALUES ({texts}) RETURNING id",  # noqa: S608
        *columns.values(),
    )
    return session


async def test_editing_a_completed_session_counts_once(connection: Connection) -> None:
    """A session that is edited twice is one row of 30 minutes, with and without a subject; deleting removes the row."""
    account = await add_account(connection)
    subject = await connection.fetchval(
        "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'history') RETURNING id", account
    )
    for subject_id in (None, subject):
        session = await add_session(connection, account, subject_id=subject_id, focus_score=80)
        for notes in ("a", "b"):
            await connection.execute("UPDATE public.study_sessions SET notes = $2 WHERE id = $1", session, notes)
        (row,) = await connection.fetch(ANALYTICS, account)
        assert tuple(row)[1:] == (subject_id, 30, 1, 0, 0, 0, 80.0)
        await connection.execute("UPDATE public.study_sessions SET focus_score = 60 WHERE id = $1", session)
        assert (await connection.fetchrow(ANALYTICS, account))["average_focus_score"] == 60.0
        await connection.execute("UPDATE public.study_sessions SET status = 'paused' WHERE id = $1", session)
        assert await connection.fetch(ANALYTICS, account) == []
        await connection.execute("UPDATE public.study_sessions SET status = 'completed' WHERE id = $1", session)
        assert len(await connection.fetch(ANALYTICS, account)) == 1
        await connection.execute("DELETE FROM public.study_sessions WHERE id = $1", session)
        assert await connection.fetch(ANALYTICS, account) == []


async def test_completing_sets_the_flag_and_the_time(connection: Connection) -> None:
    """A completed session has `completed` and a time; so has a completed task."""
    account = await add_account(connection)
    session = await add_session(connection, account)
    row = await connection.fetchrow("SELECT completed, completed_at FROM public.study_sessions WHERE id = $1", session)
    assert row["completed"]
    assert row["completed_at"] is not None
    await connection.execute(
        "UPDATE public.study_sessions SET status = 'active', completed = true WHERE id = $1", session
    )
    assert not await connection.fetchval("SELECT completed FROM public.study_sessions WHERE id = $1", session)
    insert = "INSERT INTO public.tasks (user_id, title, status) VALUES ($1, 'x', 'completed') RETURNING completed_at"
    assert await connection.fetchval(insert, account) is not None


async def test_tasks_cards_and_messages_are_counted(connection: Connection) -> None:
    """Completed tasks, studied cards and questions to the tutor are in the row of the day; undone ones are not."""
    account = await add_account(connection)
    task = await connection.fetchval(
        "INSERT INTO public.tasks (user_id, title, status) VALUES ($1, 'x', 'completed') RETURNING id", account
    )
    await connection.execute("INSERT INTO public.flashcard_sessions (user_id, cards_studied) VALUES ($1, 12)", account)
    chat = await connection.fetchval(
        "INSERT INTO public.ai_tutor_sessions (user_id, last_activity) VALUES ($1, '2026-01-01') RETURNING id", account
    )
    for role in ("user", "assistant"):
        await connection.execute(
            "INSERT INTO public.ai_messages (user_id, session_id, role, content) VALUES ($1, $2, $3, 'x')",
            account, chat, role,
        )  # fmt: skip
    (row,) = await connection.fetch(ANALYTICS, account)
    assert tuple(row)[2:7] == (0, 0, 1, 12, 1)
    counted = await connection.fetchrow(
        "SELECT total_messages, last_activity = now() FROM public.ai_tutor_sessions WHERE id = $1", chat
    )
    assert tuple(counted) == (2, True)
    await connection.execute("UPDATE public.tasks SET status = 'todo', completed_at = NULL WHERE id = $1", task)
    await connection.execute("DELETE FROM public.ai_tutor_sessions WHERE id = $1", chat)
    (row,) = await connection.fetch(ANALYTICS, account)
    assert tuple(row)[2:7] == (0, 0, 0, 12, 0)


async def test_cards_are_counted_in_both_sets(connection: Connection) -> None:
    """When a card moves, the old set and the new one have their number; also for several cards in one statement."""
    account = await add_account(connection)
    first, second = [
        await connection.fetchval(
            "INSERT INTO public.flashcard_sets (user_id, title) VALUES ($1, 'x') RETURNING id", account
        )
        for _ in range(2)
    ]

    async def totals() -> list[int]:
        query = "SELECT total_cards FROM public.flashcard_sets WHERE id = $1"
        return [await connection.fetchval(query, set_id) for set_id in (first, second)]

    await connection.execute(
        "INSERT INTO public.flashcards (user_id, set_id, front_content, back_content)"
        " SELECT $1, $2, 'a', 'b' FROM generate_series(1, 3)",
        account, first,
    )  # fmt: skip
    assert await totals() == [3, 0]
    await connection.execute(
        "UPDATE public.flashcards SET set_id = $2"
        " WHERE id = (SELECT id FROM public.flashcards WHERE set_id = $1 LIMIT 1)",
        first, second,
    )  # fmt: skip
    assert await totals() == [2, 1]
    await connection.execute("DELETE FROM public.flashcards WHERE set_id = $1", first)
    assert await totals() == [0, 1]


async def test_streaks_are_runs_of_days_that_stay_when_the_learner_moves(connection: Connection) -> None:
    """Consecutive days count; a run that ended before yesterday is not current; another time zone moves no day."""
    account = await add_account(connection)
    today = study_day((await connection.fetchval("SELECT now()")), "UTC")
    for ago in (0, 1, 2, 4, 5, 6, 7):
        at = datetime(today.year, today.month, today.day, 4, 1, tzinfo=UTC) - timedelta(days=ago)
        await add_session(connection, account, completed_at=at)
    assert tuple(await connection.fetchrow(STREAK, account)) == (3, 4, 7, today, 3, 210)
    for zone in ("America/New_York", "Pacific/Kiritimati", "Nowhere/City", ""):
        await connection.execute("UPDATE public.profiles SET timezone = $2 WHERE id = $1", account, zone)
        assert tuple(await connection.fetchrow(STREAK, account)) == (3, 4, 7, today, 3, 210)
    # A minute past four in the morning in London is the day before in New York.
    await connection.execute("UPDATE public.profiles SET timezone = 'America/New_York' WHERE id = $1", account)
    await add_session(connection, account, completed_at=at)
    assert at.date() - timedelta(days=1) in {row["date"] for row in await connection.fetch(ANALYTICS, account)}
    await connection.execute("DELETE FROM public.study_sessions WHERE completed_at >= $1", at + timedelta(days=5))
    assert tuple(await connection.fetchrow(STREAK, account))[:3] == (0, 5, 5)


async def test_removing_a_subject_keeps_its_time(connection: Connection) -> None:
    """The sessions of a removed subject count without a subject, beside others of the day."""
    account = await add_account(connection)
    subject = await connection.fetchval(
        "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'history') RETURNING id", account
    )
    await add_session(connection, account, subject_id=subject)
    await add_session(connection, account, duration=20)
    assert len(await connection.fetch(ANALYTICS, account)) == 2
    await connection.execute("DELETE FROM public.subjects WHERE id = $1", subject)
    (row,) = await connection.fetch(ANALYTICS, account)
    assert tuple(row)[1:4] == (None, 50, 2)
    assert [tuple(part)[1:4] for part in await connection.fetch(ANALYTICS, account)] == [(None, 50, 2)]


START = datetime(2026, 3, 27, 12, tzinfo=UTC)
ZONES = ("UTC", "America/New_York", "Pacific/Kiritimati", "Europe/Berlin")
STATUSES = ("planned", "active", "completed")

moments = st.integers(0, 4 * 24).map(lambda hours: START + timedelta(hours=hours))
subjects = st.sampled_from((None, 0, 1))
values = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(STATUSES),
        "duration": st.integers(0, 90),
        "completed_at": moments,
        "subject_id": subjects,
        "focus_score": st.none() | st.integers(0, 100),
    },
)
changes = st.one_of(
    st.tuples(st.just("insert"), values),
    st.tuples(st.just("update"), st.tuples(st.integers(0, 5), values)),
    st.tuples(st.just("delete"), st.integers(0, 5)),
    st.tuples(st.just("zone"), st.sampled_from(ZONES)),
    st.tuples(st.just("subject"), st.integers(0, 1)),
)


SEQUENCES = st.lists(changes, max_size=10)
SETTINGS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@settings(SETTINGS, max_examples=10)
@given(sequence=SEQUENCES)
async def test_any_changes_leave_what_a_recalculation_gives(
    connection: Connection, sequence: list[tuple[str, Any]]
) -> None:
    """After any changes of sessions, subjects and the time zone, the statistics are those of the rows that are left."""
    await change_and_check(connection, sequence)


@pytest.mark.slow
@settings(SETTINGS, max_examples=100)
@given(sequence=SEQUENCES)
async def test_many_changes_leave_what_a_recalculation_gives(
    connection: Connection, sequence: list[tuple[str, Any]]
) -> None:
    """The same holds for many sequences."""
    await change_and_check(connection, sequence)


async def change_and_check(connection: Connection, sequence: list[tuple[str, Any]]) -> None:
    """Make the changes, compare the statistics with the rows, and undo the changes."""
    transaction = connection.transaction()
    await transaction.start()
    # Also after a failure: or else the examples after it fail only because the transaction is aborted, and hide why.
    try:
        world = await World.create(connection)
        for kind, argument in sequence:
            await getattr(world, kind)(argument)
        await world.check()
    finally:
        await transaction.rollback()


class World:
    """One account with its sessions and two subjects."""

    def __init__(self, connection: Connection, account: uuid.UUID, names: list[uuid.UUID | None]) -> None:
        self.connection, self.account, self.subjects = connection, account, names
        self.sessions: list[uuid.UUID] = []
        self.zone_name = "UTC"
        self.times: dict[uuid.UUID, datetime] = {}
        self.days: dict[uuid.UUID, date] = {}

    @classmethod
    async def create(cls, connection: Connection) -> "World":
        """Add the account and its subjects."""
        account = await add_account(connection)
        insert = "INSERT INTO public.subjects (user_id, name) VALUES ($1, $2) RETURNING id"
        return cls(connection, account, [await connection.fetchval(insert, account, name) for name in ("a", "b")])

    def _columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        number = values.get("subject_id")
        changed = {"subject_id": None if number is None else self.subjects[number]} if "subject_id" in values else {}
        return {**values, **changed}

    async def insert(self, values: Mapping[str, Any]) -> None:
        """Add a session."""
        self.sessions.append(await add_session(self.connection, self.account, **self._columns(values)))
        await self._note_days()

    async def update(self, argument: tuple[int, Mapping[str, Any]]) -> None:
        """Change a session."""
        index, values = argument
        columns = self._columns(values)
        if index < len(self.sessions) and columns:
            texts = ", ".join(f"{name} = ${number}" for number, name in enumerate(columns, start=2))
            await self.connection.execute(
                f"UPDATE public.study_sessions SET {texts} WHERE id = $1",  # noqa: S608
                self.sessions[index],
                *columns.values(),
            )
            await self._note_days()

    async def _note_days(self) -> None:
        """Note the days of sessions that count since the last change, or whose time is another one."""
        rows = await self.connection.fetch("SELECT * FROM public.study_sessions WHERE user_id = $1", self.account)
        for row in rows:
            if row["status"] != "completed" or row["duration"] <= 0:
                self.times.pop(row["id"], None)
            elif self.times.get(row["id"]) != row["completed_at"]:
                self.times[row["id"]] = row["completed_at"]
                self.days[row["id"]] = study_day(row["completed_at"], self.zone_name)

    async def delete(self, index: int) -> None:
        """Remove a session."""
        if index < len(self.sessions):
            await self.connection.execute("DELETE FROM public.study_sessions WHERE id = $1", self.sessions.pop(index))

    async def zone(self, name: str) -> None:
        """Set the time zone of the account."""
        self.zone_name = name
        await self.connection.execute("UPDATE public.profiles SET timezone = $2 WHERE id = $1", self.account, name)

    async def subject(self, index: int) -> None:
        """Remove a subject."""
        await self.connection.execute("DELETE FROM public.subjects WHERE id = $1", self.subjects[index])
        self.subjects[index] = None

    async def check(self) -> None:
        """Compare the statistics with what the rows give."""
        rows = await self.connection.fetch("SELECT * FROM public.study_sessions WHERE user_id = $1", self.account)
        counted: dict[Key, list[Any]] = defaultdict(list)
        sums: dict[date, list[Any]] = defaultdict(list)
        for row in rows:
            if row["status"] == "completed" and row["duration"] > 0:
                day = self.days[row["id"]]
                counted[day, row["subject_id"]].append(row)
                sums[day].append(row)
        await self._compare(ANALYTICS, counted)
        expected = {day: sum(row["duration"] for row in group) for day, group in sums.items()}
        streak = await self.connection.fetchrow(STREAK, self.account)
        days = sorted(expected)
        assert streak["total_study_days"] == len(days)
        assert streak["longest_streak"] == longest_run(days)
        assert streak["total_study_time"] == sum(expected.values())

    async def _compare(self, query: str, counted: Mapping[Key, list[Any]]) -> None:
        """Compare the rows of a table of statistics with the sessions that count."""
        expected = {key: (sum(row["duration"] for row in group), len(group)) for key, group in counted.items()}
        stored = await self.connection.fetch(query, self.account)
        assert {(row["date"], row["subject_id"]): (row[2], row[3]) for row in stored} == expected
        for row in stored:
            group = counted[row["date"], row["subject_id"]]
            scores = [one["focus_score"] for one in group if one["focus_score"] is not None]
            assert row["average_focus_score"] == (
                pytest.approx(sum(scores) / len(scores), abs=0.006) if scores else None
            )


def longest_run(days: list[date]) -> int:
    """Return the length of the longest run of consecutive days."""
    longest = run = 0
    for index, day in enumerate(days):
        run = run + 1 if index and days[index - 1] == day - timedelta(days=1) else 1
        longest = max(longest, run)
    return longest


async def test_statistics_come_by_date(server: StudyServer, account: uuid.UUID) -> None:
    """The front end asks for no order and takes the first row of a day: the one without a subject comes first."""
    [(subject,)] = await server.execute(
        "INSERT INTO public.subjects (user_id, name) VALUES ($1, 'Algebra') RETURNING id", account
    )
    for day, of_subject in ((9, None), (3, subject), (9, subject), (1, subject), (3, None)):
        sql = "INSERT INTO public.study_analytics (user_id, date, subject_id) VALUES ($1, make_date(2026, 9, $2), $3)"
        await server.execute(sql, account, day, of_subject)
    path = f"/study_analytics?select=*&user_id=eq.{account}&date=gte.2026-09-01&date=lte.2026-09-30"
    with server.client(headers=server.headers(account)) as client:
        rows = client.get(path).json()
        newest = client.get(f"{path}&order=date.desc&limit=1").json()
    assert [(row["date"][-2:], row["subject_id"] is None) for row in rows] == [
        ("01", False), ("03", True), ("03", False), ("09", True), ("09", False),
    ]  # fmt: skip
    assert newest[0]["date"] == "2026-09-09"
