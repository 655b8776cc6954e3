"""All SQL that checks staged rows and adds them to the tables of this app.

`pg_temp.account_map` has the accounts whose rows are taken (`old`, `new`, `is_new`); rows of all others are skipped.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from alcove.apps.study.dumps import LOAD_TIMEOUT, StagingTable, quote, quote_text
from alcove.apps.study.own_rows.model import SUSPENDED_TRIGGERS, OwnColumn, OwnTable, Reference
from alcove.foundation.database import Connection

# The owner of a row is an account, or the profile of one.
_TABLES: Final = """
WITH identity AS (
    SELECT 'auth.users'::regclass AS class, 'id' AS key
    UNION
    SELECT 'public.profiles'::regclass, 'id'
), owner AS (
    SELECT f.conrelid AS class, min(a.attname) AS name FROM pg_constraint AS f
    JOIN identity ON identity.class = f.confrelid
    JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
    WHERE f.contype = 'f' AND cardinality(f.conkey) = 1 AND f.connamespace = 'public'::regnamespace
    GROUP BY f.conrelid HAVING count(*) = 1
), key AS (
    SELECT i.indrelid AS class, a.attname AS name FROM pg_index AS i
    JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indisprimary AND i.indnkeyatts = 1
)
SELECT c.relname AS name, owner.name AS owner, key.name AS key,
    (SELECT json_agg(json_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, -1), 'is_required', a.attnotnull,
        'default', pg_get_expr(d.adbin, d.adrelid)) ORDER BY a.attnum)
     FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')::text AS columns,
    (SELECT coalesce(json_agg(json_build_object(
        'column', a.attname, 'target', target.relname, 'target_column', t.attname, 'target_owner', o.name)), '[]')
     FROM pg_constraint AS f JOIN pg_class AS target ON target.oid = f.confrelid
     JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
     JOIN pg_attribute AS t ON t.attrelid = f.confrelid AND t.attnum = f.confkey[1]
     JOIN owner AS o ON o.class = f.confrelid
     WHERE f.conrelid = c.oid AND f.contype = 'f' AND a.attname <> owner.name)::text AS references,
    ARRAY(SELECT pg_get_expr(k.conbin, k.conrelid) FROM pg_constraint AS k
          WHERE k.conrelid = c.oid AND k.contype = 'c') AS checks
FROM pg_class AS c JOIN owner ON owner.class = c.oid JOIN key ON key.class = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
"""
_ROW_MAP: Final = """
CREATE TEMP TABLE IF NOT EXISTS row_map (target text, old text, new text, PRIMARY KEY (target, old))
"""
# A text of JSON that is an id, and nothing else, is the new one of its row or account.
_RENAME_IDS: Final = r"""
CREATE OR REPLACE FUNCTION pg_temp.rename_ids(content text) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
    item record;
BEGIN
    FOR item IN WITH found AS (
            SELECT DISTINCT lower(ids[1]) AS id
            FROM regexp_matches(content, '"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})"', 'gi') AS ids)
        SELECT f.id AS old, m.new FROM found AS f JOIN pg_temp.row_map AS m ON m.old = f.id
        UNION SELECT f.id, a.new::text FROM found AS f JOIN pg_temp.account_map AS a ON a.old = f.id::uuid
        WHERE a.new <> a.old
    LOOP
        content := regexp_replace(content, '"' || item.old || '"', '"' || item.new || '"', 'gi');
    END LOOP;
    RETURN content;
END
$body$
"""
_RENAME: Final = """
UPDATE {staging} SET {column} = pg_temp.rename_ids({column})
WHERE alcove_reason IS NULL AND NOT alcove_is_here AND {column} ~ '-'
"""
_LIST_RENAMED: Final = "SELECT old, new FROM pg_temp.row_map WHERE target = $1"
_ADD_RENAMED: Final = """
INSERT INTO pg_temp.row_map (target, old, new)
SELECT $1, r.old, r.new FROM unnest($2::text[], $3::text[]) AS r (old, new)
ON CONFLICT DO NOTHING"""
_COUNT: Final = "SELECT count(*) FROM {staging}"
_COUNT_HERE: Final = "SELECT count(*) FROM {staging} WHERE alcove_reason IS NULL AND alcove_is_here"
_COUNT_REASONS: Final = """
SELECT alcove_reason, count(*) FROM {staging} WHERE alcove_reason IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50
"""
_COUNT_VALUES: Final = "SELECT count({column}) FROM {staging}"
_MAP_OWNER: Final = """
UPDATE {staging} AS s SET {owner} = m.new::text, alcove_is_new = m.is_new
FROM pg_temp.account_map AS m WHERE m.old::text = lower(s.{owner}) AND m.new IS NOT NULL
"""
_REFUSE_OWNERS: Final = "UPDATE {staging} SET alcove_reason = $1 WHERE alcove_reason IS NULL AND alcove_is_new IS NULL"
_REFUSE_VALUES: Final = "UPDATE {staging} AS s SET alcove_reason = CASE {cases} END WHERE alcove_reason IS NULL"
_VALUE_CASE: Final = "WHEN NOT pg_input_is_valid(s.{column}, {type}) THEN {reason}"
_NULL_CASE: Final = "WHEN s.{column} IS NULL THEN {reason}"
_REFUSE_REPEATED: Final = """
UPDATE {staging} AS s SET alcove_reason = 'the key is there twice' WHERE alcove_reason IS NULL AND EXISTS (
    SELECT FROM {staging} AS t WHERE t.{key} = s.{key} AND t.ctid < s.ctid)
"""
_REFUSE_KNOWN: Final = """
UPDATE {staging} AS s SET alcove_is_here = true FROM {target} AS t
WHERE alcove_reason IS NULL AND t.{key} = s.{key}::{type} AND t.{owner} = s.{owner}::uuid
"""
_MAP_TAKEN: Final = """
WITH taken AS (
    SELECT lower(s.{key}) AS old FROM {staging} AS s JOIN {target} AS t ON t.{key} = s.{key}::uuid
    WHERE s.alcove_reason IS NULL AND NOT s.alcove_is_here
), added AS (
    INSERT INTO pg_temp.row_map (target, old, new) SELECT $1, old, gen_random_uuid()::text FROM taken
    ON CONFLICT DO NOTHING RETURNING old, new
)
UPDATE {staging} AS s SET {key} = added.new FROM added WHERE lower(s.{key}) = added.old
"""
# Nothing refers to it.
_RENEW_ID: Final = """
UPDATE {staging} AS s SET id = gen_random_uuid() WHERE s.alcove_reason IS NULL AND EXISTS (
    SELECT FROM {target} AS t WHERE t.id = s.id::uuid AND t.{owner} <> s.{owner}::uuid)
"""
_MAP_REFERENCE: Final = """
UPDATE {staging} AS s SET {column} = m.new FROM pg_temp.row_map AS m
WHERE m.target = $1 AND m.old = lower(s.{column}) AND s.alcove_reason IS NULL
"""
_MISSING_REFERENCE: Final = """
s.alcove_reason IS NULL AND NOT s.alcove_is_here AND s.{column} IS NOT NULL AND NOT EXISTS (
    SELECT FROM {target} AS t WHERE t.{key} = s.{column}::uuid AND t.{owner} = s.{own}::uuid)
"""
_REFUSE_CHECK: Final = """
UPDATE {staging} AS s SET alcove_reason = $1 WHERE s.alcove_reason IS NULL AND NOT s.alcove_is_here AND EXISTS (
    SELECT FROM (SELECT {values}) AS t ({names}) WHERE ({check}) IS FALSE)
"""
_INSERT: Final = """
INSERT INTO {target} ({names}) SELECT {values} FROM {staging} AS s
WHERE s.alcove_reason IS NULL AND NOT s.alcove_is_here {filter}
ON CONFLICT {conflict}
"""
_COMPARE: Final = """
SELECT count(*) FROM {staging} AS s JOIN {target} AS t ON t.{key} = s.{key}::{type}
WHERE s.alcove_reason IS NULL AND NOT s.alcove_is_here AND ROW({stored})::text <> ROW({values})::text
"""
_RECALCULATE: Final = """
DO $body$
DECLARE
    account uuid;
BEGIN
    FOR account IN SELECT DISTINCT new FROM pg_temp.account_map WHERE new IS NOT NULL ORDER BY new LOOP
        CALL study.recalculate(account);
    END LOOP;
END
$body$
"""
_TOTALS: Final = (
    """
    UPDATE public.profiles AS p SET total_study_time = t.minutes FROM (
        SELECT s.user_id, sum(s.duration) AS minutes FROM public.study_sessions AS s
        WHERE s.status = 'completed' AND s.duration > 0 AND s.user_id IN (SELECT new FROM pg_temp.account_map)
        GROUP BY s.user_id
    ) AS t WHERE p.id = t.user_id AND coalesce(p.total_study_time, 0) < t.minutes
    """,
    """
    UPDATE public.flashcard_sets AS s SET total_cards = t.cards FROM (
        SELECT s.id, (SELECT count(*) FROM public.flashcards AS c WHERE c.set_id = s.id) AS cards
        FROM public.flashcard_sets AS s WHERE s.user_id IN (SELECT new FROM pg_temp.account_map)
    ) AS t WHERE s.id = t.id AND s.total_cards IS DISTINCT FROM t.cards
    """,
    """
    UPDATE public.ai_tutor_sessions AS s SET total_messages = t.messages FROM (
        SELECT s.id, (SELECT count(*) FROM public.ai_messages AS m WHERE m.session_id = s.id) AS messages
        FROM public.ai_tutor_sessions AS s WHERE s.user_id IN (SELECT new FROM pg_temp.account_map)
    ) AS t WHERE s.id = t.id AND s.total_messages IS DISTINCT FROM t.messages
    """,
)
_STAGE_JSON: Final = """
INSERT INTO {staging} ({names}) SELECT {values} FROM json_populate_recordset(NULL::{target}, $1::json) AS r
"""


async def list_tables(connection: Connection) -> Sequence[OwnTable]:
    """Return the tables of this app with rows of accounts; a table comes after those that it refers to."""
    tables = {row["name"]: _read_table(row) for row in await connection.fetch(_TABLES)}
    ordered: dict[str, OwnTable] = {}
    while len(ordered) < len(tables):
        ready = [
            table
            for name, table in tables.items()
            if name not in ordered
            and all(
                reference.target in (*ordered, name) or reference.target not in tables for reference in table.references
            )
        ]
        # A cycle of references ends here, too.
        ordered |= {
            table.name: table for table in ready or [table for table in tables.values() if table.name not in ordered]
        }
    return list(ordered.values())


async def prepare(connection: Connection) -> None:
    """Create the table that maps ids of rows which are taken, and compute no statistics for single rows."""
    await connection.execute(_ROW_MAP)
    await connection.execute(_RENAME_IDS)
    for table, triggers in SUSPENDED_TRIGGERS.items():
        for trigger in triggers:
            await connection.execute(f"ALTER TABLE public.{table} DISABLE TRIGGER {trigger}")


async def finish(connection: Connection) -> None:
    """Compute the statistics of all mapped accounts, and let single rows count again."""
    for statement in _TOTALS:
        await connection.execute(statement, timeout=LOAD_TIMEOUT)
    await connection.execute(_RECALCULATE, timeout=LOAD_TIMEOUT)
    for table, triggers in SUSPENDED_TRIGGERS.items():
        for trigger in triggers:
            await connection.execute(f"ALTER TABLE public.{table} ENABLE TRIGGER {trigger}")


async def add_state(connection: Connection, staging: StagingTable) -> None:
    """Add the columns that say why a row is not taken."""
    await connection.execute(
        f"ALTER TABLE {staging.address} ADD alcove_reason text, ADD alcove_is_new boolean,"
        " ADD alcove_is_here boolean NOT NULL DEFAULT false"
    )


async def stage_json(
    connection: Connection, staging: StagingTable, *, table: OwnTable, columns: Collection[str], rows: str
) -> None:
    """Append rows of a JSON array; DataError for a value that the column does not take."""
    names = ", ".join(quote(column) for column in columns)
    values = ", ".join(f"r.{quote(column)}::text" for column in columns)
    statement = _STAGE_JSON.format(staging=staging.address, names=names, values=values, target=_address(table.name))
    await connection.execute(statement, rows, timeout=LOAD_TIMEOUT)


async def count_rows(connection: Connection, staging: StagingTable) -> int:
    """Return the number of staged rows."""
    count: int = await connection.fetchval(_COUNT.format(staging=staging.address), timeout=LOAD_TIMEOUT)
    return count


async def count_here(connection: Connection, staging: StagingTable) -> int:
    """Return how many of the rows were here already."""
    count: int = await connection.fetchval(_COUNT_HERE.format(staging=staging.address), timeout=LOAD_TIMEOUT)
    return count


async def count_values(connection: Connection, staging: StagingTable, *, column: str) -> int:
    """Return how many rows have a value in a column."""
    count: int = await connection.fetchval(
        _COUNT_VALUES.format(staging=staging.address, column=quote(column)), timeout=LOAD_TIMEOUT
    )
    return count


async def count_reasons(connection: Connection, staging: StagingTable) -> Mapping[str, int]:
    """Return how many rows are not taken, by reason."""
    return dict(await connection.fetch(_COUNT_REASONS.format(staging=staging.address), timeout=LOAD_TIMEOUT))


async def map_owners(connection: Connection, staging: StagingTable, *, table: OwnTable, reason: str) -> None:
    """Set the owners of rows to accounts here, and refuse rows of others."""
    values = {"staging": staging.address, "owner": quote(table.owner)}
    await connection.execute(_MAP_OWNER.format(**values), timeout=LOAD_TIMEOUT)
    await connection.execute(_REFUSE_OWNERS.format(**values), reason, timeout=LOAD_TIMEOUT)


async def refuse_values(connection: Connection, staging: StagingTable, *, columns: Sequence[OwnColumn]) -> None:
    """Refuse rows with a value that a column does not take, or without one that it needs."""
    cases = []
    for column in columns:
        reason = quote_text(f"a value that the column {column.name} does not take")
        name = quote(column.name)
        cases.append(_VALUE_CASE.format(column=name, type=quote_text(column.type), reason=reason))
        if column.is_required and column.default is None:
            cases.append(_NULL_CASE.format(column=name, reason=quote_text(f"no value in the column {column.name}")))
    statement = _REFUSE_VALUES.format(staging=staging.address, cases=" ".join(cases))
    await connection.execute(statement, timeout=LOAD_TIMEOUT)


async def map_keys(connection: Connection, staging: StagingTable, *, table: OwnTable, key_type: str) -> None:
    """Mark rows that are here already, and give those whose id another account's row has a new one."""
    values = {
        "staging": staging.address, "target": _address(table.name), "key": quote(table.key), "type": key_type,
        "owner": quote(table.owner),
    }  # fmt: skip
    await connection.execute(_REFUSE_REPEATED.format(**values), timeout=LOAD_TIMEOUT)
    if table.is_single:
        await connection.execute(
            f"UPDATE {staging.address} SET alcove_is_here = true WHERE alcove_reason IS NULL AND NOT alcove_is_new",
            timeout=LOAD_TIMEOUT,
        )
        if any(column.name == "id" for column in table.columns) and "id" in staging.columns and table.key != "id":
            await connection.execute(_RENEW_ID.format(**values), timeout=LOAD_TIMEOUT)
        return
    await connection.execute(_REFUSE_KNOWN.format(**values), timeout=LOAD_TIMEOUT)
    if key_type == "uuid":
        await connection.execute(_MAP_TAKEN.format(**values), table.name, timeout=LOAD_TIMEOUT)


async def map_reference(
    connection: Connection, staging: StagingTable, *, table: OwnTable, reference: Reference, is_required: bool
) -> int:
    """Set a reference to the row as it is named here; without such a row the reference, or the row, is left out.

    Return how many rows lost a reference.
    """
    column = quote(reference.column)
    statement = _MAP_REFERENCE.format(staging=staging.address, column=column)
    await connection.execute(statement, reference.target, timeout=LOAD_TIMEOUT)
    missing = _MISSING_REFERENCE.format(
        column=column, target=_address(reference.target), key=quote(reference.target_column),
        owner=quote(reference.target_owner), own=quote(table.owner),
    )  # fmt: skip
    reason = quote_text(f"{reference.column} names no row of the same account in {reference.target}")
    change = f"alcove_reason = {reason}" if is_required else f"{column} = NULL"
    status = await connection.execute(
        f"UPDATE {staging.address} AS s SET {change} WHERE {missing}",
        timeout=LOAD_TIMEOUT,
    )
    return 0 if is_required else int(status.rsplit(" ", 1)[1])


async def rename_json_ids(connection: Connection, staging: StagingTable, *, columns: Sequence[OwnColumn]) -> None:
    """Replace ids inside values of JSON by the new ones of their rows."""
    for column in [quote(column.name) for column in columns if column.type in ("json", "jsonb")]:
        await connection.execute(_RENAME.format(staging=staging.address, column=column), timeout=LOAD_TIMEOUT)


async def list_renamed(connection: Connection, table: str) -> Mapping[str, str]:
    """Return the new ids of rows of a table by their old ones."""
    return dict(await connection.fetch(_LIST_RENAMED, table))


async def add_renamed(connection: Connection, table: str, *, ids: Mapping[str, str]) -> None:
    """Add new ids of rows that are no rows of an import, but follow from some."""
    await connection.execute(_ADD_RENAMED, table, list(ids), list(ids.values()), timeout=LOAD_TIMEOUT)


async def refuse_checks(
    connection: Connection, staging: StagingTable, *, table: OwnTable, columns: Sequence[OwnColumn]
) -> None:
    """Refuse rows that a check of the table refuses."""
    staged = {column.name for column in columns}
    for check in table.checks:
        values = [_value(column) if column.name in staged else f"NULL::{column.type}" for column in table.columns]
        statement = _REFUSE_CHECK.format(
            staging=staging.address, check=check, values=", ".join(values),
            names=", ".join(quote(column.name) for column in table.columns),
        )  # fmt: skip
        await connection.execute(statement, f"refused by the check {check}", timeout=LOAD_TIMEOUT)


async def insert_rows(
    connection: Connection, staging: StagingTable, *, table: OwnTable, columns: Sequence[OwnColumn]
) -> int:
    """Add the rows that were not refused; return how many."""
    names = ", ".join(quote(column.name) for column in columns)
    conflict, condition = "DO NOTHING", ""
    if table.is_single:
        # The row was made with the account.
        excluded = ", ".join(f"excluded.{quote(column.name)}" for column in columns)
        conflict = f"({quote(table.key)}) DO UPDATE SET ({names}) = ROW ({excluded})"
        condition = "AND s.alcove_is_new"
    statement = _INSERT.format(
        target=_address(table.name), names=names, values=", ".join(_value(column) for column in columns),
        staging=staging.address, filter=condition, conflict=conflict,
    )  # fmt: skip
    status = await connection.execute(statement, timeout=LOAD_TIMEOUT)
    return int(status.rsplit(" ", 1)[1])


async def count_changed(
    connection: Connection, staging: StagingTable, *, table: OwnTable, columns: Sequence[OwnColumn]
) -> int:
    """Return how many of the added rows are not exactly as they were."""
    key = next(column for column in table.columns if column.name == table.key)
    statement = _COMPARE.format(
        staging=staging.address, target=_address(table.name), key=quote(table.key), type=key.type,
        stored=", ".join(f"t.{quote(column.name)}" for column in columns),
        values=", ".join(_value(column) for column in columns),
    )  # fmt: skip
    count: int = await connection.fetchval(statement, timeout=LOAD_TIMEOUT)
    return count


def _value(column: OwnColumn) -> str:
    value = f"s.{quote(column.name)}::{column.type}"
    return f"coalesce({value}, {column.default})" if column.is_required and column.default else value


def _address(name: str) -> str:
    return f"public.{quote(name)}"


def _read_table(row: Mapping[str, Any]) -> OwnTable:
    return OwnTable(
        name=row["name"],
        owner=row["owner"],
        key=row["key"],
        columns=[OwnColumn(**column) for column in json.loads(row["columns"])],
        references=[Reference(**reference) for reference in json.loads(row["references"])],
        checks=row["checks"],
    )
