"""Columns of views are traced to the columns of tables that they are, and to nothing when they are expressions."""

from alcove.foundation.database import connect
from alcove.wires.supabase.rest.schema_cache.store.relations import read_views
from alcove.wires.supabase.rest.schema_cache.view_columns import trace_view_columns

# The query of a view, and its columns that are columns of the tables a or b.
VIEWS = {
    "TABLE a": "id=a.id x=a.x",
    "SELECT id, a.x, b.x AS y FROM a JOIN b USING (id)": "id=a.id x=a.x y=b.x",
    "SELECT id, a.x FROM a LEFT JOIN b USING (id)": "id=a.id x=a.x",
    "SELECT id, a.x FROM a FULL JOIN b USING (id)": "x=a.x",
    "SELECT l.id, l.x FROM b, LATERAL (SELECT * FROM a WHERE a.id = b.id) AS l": "id=a.id x=a.x",
    "SELECT DISTINCT ON (x) id, x FROM a ORDER BY x": "id=a.id x=a.x",
    "WITH r AS MATERIALIZED (SELECT id, x FROM a) SELECT id, x FROM r": "id=a.id x=a.x",
    "WITH RECURSIVE r AS (SELECT id FROM a UNION ALL SELECT id FROM r WHERE false) SELECT id FROM r": "",
    "SELECT id, row_number() OVER (ORDER BY id) AS x FROM a": "id=a.id",
    "SELECT f.* FROM generate_series(1, 2) AS f (id)": "",
    "SELECT id::bigint AS id, x FROM a": "x=a.x",
    "SELECT id, x, count(*) FROM a GROUP BY GROUPING SETS ((id, x), (id))": "id=a.id x=a.x",
    "SELECT id, (SELECT x FROM b WHERE b.id = a.id) AS x FROM a WHERE EXISTS (SELECT FROM b)": "id=a.id",
    "SELECT v.id, a.x FROM (VALUES (1)) AS v (id) JOIN a ON a.id = v.id": "x=a.x",
    "SELECT coalesce(a.id, b.id) AS id, a.x FROM a FULL JOIN b ON true": "x=a.x",
    "SELECT id, x FROM a UNION ALL SELECT id, x FROM b": "",
    r'SELECT id AS "(x){y}\", x AS "<>", x AS "1" FROM a': r"(x){y}\=a.id <>=a.x 1=a.x",
    "SELECT * FROM v0": "id=a.id x=a.x",
}

_COLUMNS = """
SELECT attrelid::int8, attnum, relname, attname FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid
WHERE relnamespace = 'public'::regnamespace AND attnum > 0
"""


async def test_views_are_traced(empty_dsn: str) -> None:
    """Joins, subqueries, common table expressions and other views are looked through."""
    connection = await connect(empty_dsn)
    await connection.execute("""
        SET search_path = public; CREATE TABLE a (id int PRIMARY KEY, x int); CREATE TABLE b (id int PRIMARY KEY, x int)
    """)
    for number, query in enumerate(VIEWS):
        await connection.execute(f"CREATE VIEW v{number} AS {query}")
    names = {(row[0], row[1]): (row[2], row[3]) for row in await connection.fetch(_COLUMNS)}
    traced = trace_view_columns(await read_views(connection, ["public"]))
    await connection.close()
    found = {f"v{number}": "" for number in range(len(VIEWS))}
    for view, columns in traced.items():
        pairs = [(names[view, number], names[source]) for number, source in columns.items()]
        for (name, column), (table, table_column) in pairs:
            found[name] = f"{found[name]} {column}={table}.{table_column}".strip()
    assert dict(zip(VIEWS, found.values(), strict=True)) == VIEWS
