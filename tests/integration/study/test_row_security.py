"""Row security: every table, every kind of caller, every verb."""

import itertools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from alcove.foundation.database import Connection
from integration.study.callers import ALLOWED, FILTERED, REFUSED, add_account, find_outcome

CALLERS = ("anonymous", "owner", "other", "service")
VERBS = ("select", "insert", "update", "delete", "upsert", "embed")

Outcomes = Mapping[str, tuple[str, str, str, str]]
"""What each of CALLERS gets, by verb."""

OWN_ROWS: Outcomes = {
    "select": (FILTERED, ALLOWED, FILTERED, ALLOWED),
    "insert": (REFUSED, ALLOWED, REFUSED, ALLOWED),
    "update": (REFUSED, ALLOWED, FILTERED, ALLOWED),
    "delete": (REFUSED, ALLOWED, FILTERED, ALLOWED),
    "upsert": (REFUSED, ALLOWED, REFUSED, ALLOWED),
    "embed": (FILTERED, ALLOWED, FILTERED, ALLOWED),
}
SERVER_WRITES: Outcomes = {
    **OWN_ROWS,
    "insert": (REFUSED, REFUSED, REFUSED, ALLOWED),
    "update": (REFUSED, FILTERED, FILTERED, ALLOWED),
    "delete": (REFUSED, FILTERED, FILTERED, ALLOWED),
    "upsert": (REFUSED, REFUSED, REFUSED, ALLOWED),
}
SERVER_ONLY: Outcomes = {
    **SERVER_WRITES,
    "select": (FILTERED, FILTERED, FILTERED, ALLOWED),
    "embed": (FILTERED, FILTERED, FILTERED, ALLOWED),
}
WITHOUT_WRITES: Outcomes = {
    "select": (REFUSED, REFUSED, REFUSED, ALLOWED),
    "insert": (REFUSED, REFUSED, REFUSED, REFUSED),
    "update": (REFUSED, REFUSED, REFUSED, REFUSED),
    "delete": (REFUSED, REFUSED, REFUSED, ALLOWED),
    "upsert": (REFUSED, REFUSED, REFUSED, REFUSED),
    "embed": (REFUSED, REFUSED, REFUSED, ALLOWED),
}
"""A table that only functions write to."""
EXPECTED: Mapping[str, Outcomes] = {
    "profiles": {**OWN_ROWS, "delete": (REFUSED, FILTERED, FILTERED, ALLOWED)},
    **dict.fromkeys(
        (
            "study_analytics", "api_usage_logs", "security_events", "security_audit_log", "vault_logs", "api_key_usage",
            "api_key_logs", "api_key_rotations",
        ),
        SERVER_WRITES,
    ),
    **dict.fromkeys(("rate_limits", "quiz_keys", "quiz_attempt_keys"), SERVER_ONLY),
    "api_vault": WITHOUT_WRITES,
    **dict.fromkeys(
        (
            "user_settings", "subjects", "tasks", "study_sessions", "study_goals", "study_streaks", "ai_tutor_sessions",
            "ai_messages", "calendar_events", "notifications", "flashcard_sets", "flashcards", "flashcard_sessions",
            "quizzes", "quiz_attempts", "exams", "achievements", "materials", "assignments", "study_hours", "goals",
            "daily_logins", "calendar_details", "task_recurrences", "timetable_terms", "timetable_entries",
        ),
        OWN_ROWS,
    ),
}  # fmt: skip

TABLES = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm')"
REQUIRED_COLUMNS = """
SELECT attname::text AS name, atttypid::regtype::text AS type,
       (SELECT enumlabel FROM pg_enum WHERE enumtypid = atttypid ORDER BY enumsortorder LIMIT 1) AS label,
       (SELECT relname::text FROM pg_constraint JOIN pg_class AS t ON t.oid = confrelid
        WHERE contype = 'f' AND conrelid = attrelid AND conkey = ARRAY[attnum]) AS target
FROM pg_attribute
WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef
"""
KEY = """
SELECT attname::text FROM pg_constraint JOIN pg_attribute AS a ON attrelid = conrelid AND attnum = conkey[1]
WHERE contype = 'p' AND conrelid = $1::text::regclass
"""
OPTIONAL: Mapping[str, Mapping[str, str]] = {
    "security_audit_log": {"event_type": "sign in"},
    "api_vault": {"ciphertext": "v1.1-00000000.key.nonce.content"},
    **{name: {} for name in ("security_events", "vault_logs", "api_key_usage", "api_key_logs", "api_key_rotations")},
}
"""The tables whose rows may have no account, with values that do not follow from the catalog."""
UNIQUE_NAMES = ("name", "key_name", "provider")
UNIQUE_REFERENCES: Mapping[str, Mapping[str, str]] = {
    "calendar_details": {"event_id": "calendar_events"},
    "task_recurrences": {"task_id": "tasks"},
    "quiz_keys": {"quiz_id": "quizzes"},
    "quiz_attempt_keys": {"quiz_id": "quizzes", "attempt_id": "quiz_attempts"},
}
"""Columns with which two rows cannot refer to the same one, and what they refer to."""
UNIQUE_TYPES = ("date", "timestamp with time zone")
NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Example:
    """A table with a row of the owner, and the values with which another such row is inserted."""

    table: str
    key: str
    id: str
    values: Mapping[str, str]

    @property
    def owner_column(self) -> str:
        """The column with the account of a row."""
        return "id" if self.table == "profiles" else "user_id"

    def insert(self, values: Mapping[str, str], *, conflict: str = "") -> str:
        """Return the statement that inserts a row."""
        columns = ", ".join(values)
        texts = ", ".join(f"'{value}'" for value in values.values())
        return f"INSERT INTO public.{self.table} ({columns}) VALUES ({texts}) {conflict} RETURNING 1"  # noqa: S608

    def statement(self, verb: str) -> str:
        """Return the statement of a verb for the owner's row, or for another row of the owner."""
        keyed = {**self.values, self.key: self.id}
        match verb:
            case "select":
                return f"SELECT FROM public.{self.table} WHERE {self.key} = '{self.id}'"
            case "insert":
                return self.insert(self.values)
            case "update":
                return (
                    f"UPDATE public.{self.table} SET {self.key} = {self.key} WHERE {self.key} = '{self.id}' RETURNING 1"  # noqa: S608
                )
            case "delete":
                return f"DELETE FROM public.{self.table} WHERE {self.key} = '{self.id}' RETURNING 1"  # noqa: S608
            case "upsert":
                return self.insert(
                    keyed, conflict=f"ON CONFLICT ({self.key}) DO UPDATE SET {self.key} = excluded.{self.key}"
                )
            case _:
                return (
                    f"SELECT FROM public.profiles AS p JOIN public.{self.table} AS t ON t.{self.owner_column} = p.id"
                    f" WHERE t.{self.key} = '{self.id}'"
                )


async def make_example(connection: Connection, table: str, owner: uuid.UUID) -> Example:
    """Add a row of the owner to a table, with values for the columns that need one."""
    key: str = await connection.fetchval(KEY, f"public.{table}") or "id"
    values = {"user_id": str(owner), **OPTIONAL[table]} if table in OPTIONAL else {}
    for column in await connection.fetch(REQUIRED_COLUMNS, f"public.{table}"):
        target = column["target"]
        if column["name"] in values:
            continue
        if target in ("users", "profiles"):
            values[column["name"]] = str(owner)
        elif target is not None:
            values[column["name"]] = (await make_example(connection, target, owner)).id
        else:
            values[column["name"]] = column["label"] or example_value(column["name"], column["type"])
    example = Example(table, key, "", values)
    if key in values:
        # The row was made with the account.
        return Example(table, key, values[key], values)
    added = await connection.fetchval(example.insert(values).replace("RETURNING 1", f"RETURNING {key}"))
    # Another row must not have the same values where they are unique.
    names = {column["name"]: column["type"] for column in await connection.fetch(REQUIRED_COLUMNS, f"public.{table}")}
    fresh = {
        name: example_value(name, kind) for name, kind in names.items() if kind in UNIQUE_TYPES or name in UNIQUE_NAMES
    }
    for name, target in UNIQUE_REFERENCES.get(table, {}).items():
        fresh[name] = (await make_example(connection, target, owner)).id
    return Example(table, key, str(added), {**values, **fresh})


def example_value(name: str, kind: str) -> str:
    """Return a value for a column, another one at each call where it may have to be unique."""
    if kind in UNIQUE_TYPES:
        return str(date(2026, 1, 5) + timedelta(days=next(NUMBERS)))
    return f"name {next(NUMBERS)}" if name in UNIQUE_NAMES else {"text": "user", "integer": "1"}[kind]


async def test_every_table_has_an_expectation(connection: Connection) -> None:
    """The tables and views of `public` are those of the matrix, and all of them have row security."""
    names = {row[0] for row in await connection.fetch(TABLES)}
    assert names == set(EXPECTED)
    protection = "CASE relkind WHEN 'r' THEN relrowsecurity ELSE 'security_invoker=true' = ANY (reloptions) END"
    unprotected = await connection.fetch(f"{TABLES} AND ({protection}) IS NOT TRUE")
    assert [row[0] for row in unprotected] == []


@pytest.mark.parametrize("table", sorted(EXPECTED))
async def test_row_security(connection: Connection, table: str) -> None:
    """Each caller gets what the matrix says, with each verb; another account never sees or changes the row."""
    owner, other = await add_account(connection), await add_account(connection)
    example = await make_example(connection, table, owner)
    accounts = {"anonymous": None, "owner": owner, "other": other, "service": None}
    roles = {"anonymous": "anon", "service": "service_role"}
    outcomes: dict[str, list[str]] = {}
    for verb in VERBS:
        if verb == "insert" and example.key in example.values:
            await connection.execute(f"DELETE FROM public.{table} WHERE {example.key} = $1", uuid.UUID(example.id))  # noqa: S608
        outcomes[verb] = [
            await find_outcome(
                connection, example.statement(verb), role=roles.get(caller, "authenticated"), account=accounts[caller]
            )
            for caller in CALLERS
        ]
        if verb == "insert" and example.key in example.values:
            await connection.execute(example.insert(example.values))
    assert outcomes == {verb: list(expected) for verb, expected in EXPECTED[table].items()}


async def test_a_row_cannot_be_given_to_another_account(connection: Connection) -> None:
    """An update that changes the owner of an own row is refused in every table, also where it has no references."""
    owner, other = await add_account(connection), await add_account(connection)
    for table in sorted(name for name, expected in EXPECTED.items() if expected is OWN_ROWS):
        example = await make_example(connection, table, owner)
        await connection.execute("DELETE FROM public.user_settings WHERE user_id = $1", other)
        await connection.execute("DELETE FROM public.study_streaks WHERE user_id = $1", other)
        sql = f"UPDATE public.{table} SET user_id = '{other}' WHERE {example.key} = '{example.id}' RETURNING 1"  # noqa: S608
        outcome = await find_outcome(connection, sql, role="authenticated", account=owner)
        assert outcome == REFUSED, table
    subject = await make_example(connection, "subjects", owner)
    sql = f"UPDATE public.subjects SET user_id = '{other}' WHERE id = '{subject.id}'"  # noqa: S608
    assert await find_outcome(connection, sql, role="service_role", account=None) == "23503"


async def test_public_sets_can_be_read_with_their_cards(connection: Connection) -> None:
    """Another account reads a public set and its cards, and cannot change them; its owner's profile stays hidden."""
    owner, other = await add_account(connection), await add_account(connection)
    set_id = await connection.fetchval(
        "INSERT INTO public.flashcard_sets (user_id, title, is_public) VALUES ($1, 'verbs', true) RETURNING id", owner
    )
    await connection.execute(
        "INSERT INTO public.flashcards (user_id, set_id, front_content, back_content) VALUES ($1, $2, 'to be', 'sein')",
        owner, set_id,
    )  # fmt: skip

    async def outcome(sql: str, role: str = "authenticated") -> str:
        return await find_outcome(connection, sql, set_id, role=role, account=other if role != "anon" else None)

    cards = "public.flashcards WHERE set_id = $1"
    assert await outcome(f"SELECT FROM {cards}") == ALLOWED
    assert await outcome("SELECT FROM public.flashcard_sets WHERE id = $1") == ALLOWED
    assert await outcome("SELECT FROM public.flashcard_sets WHERE id = $1", "anon") == FILTERED
    assert await outcome(f"SELECT FROM {cards}", "anon") == FILTERED
    assert await outcome(f"DELETE FROM {cards} RETURNING 1") == FILTERED  # noqa: S608
    assert await outcome("UPDATE public.flashcards SET tags = '{}' WHERE set_id = $1 RETURNING 1") == FILTERED
    embed = "SELECT FROM public.flashcard_sets AS s JOIN public.profiles AS p ON p.id = s.user_id WHERE s.id = $1"
    assert await outcome(embed) == FILTERED


REFERENCES = """
SELECT c.conrelid::regclass::text AS origin, a.attname::text AS column, c.confrelid::regclass::text AS target,
       c.conname::text AS name
FROM pg_constraint AS c JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
JOIN pg_class AS t ON t.oid = c.confrelid
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND t.relnamespace = c.connamespace
  AND t.relname <> 'profiles'
"""


async def test_references_to_rows_of_others_are_refused_as_missing(connection: Connection) -> None:
    """Every reference is checked: another account's row and a missing row give the same error, also to the server."""
    owner, other = await add_account(connection), await add_account(connection)
    references = await connection.fetch(REFERENCES)
    assert len(references) > 15
    for reference in references:
        origin, target, column = (str(reference[name]) for name in ("origin", "target", "column"))
        example = await make_example(connection, origin.removeprefix("public."), owner)
        foreign = await make_example(connection, target.removeprefix("public."), other)
        own = await make_example(connection, target.removeprefix("public."), owner)
        callers: list[tuple[str, uuid.UUID | None]] = [("service_role", None)]
        if EXPECTED[example.table] is OWN_ROWS:
            callers.append(("authenticated", owner))
        for referred, expected in ((foreign.id, "23503"), (str(uuid.uuid4()), "23503"), (own.id, ALLOWED)):
            sql = example.insert({**example.values, column: referred})
            outcomes = {await find_outcome(connection, sql, role=role, account=account) for role, account in callers}
            assert outcomes == {expected}, reference["name"]
        await connection.execute("DELETE FROM public.subjects")
