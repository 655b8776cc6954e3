"""The REST API hears of every change of the schema, and of nothing that is temporary."""

import asyncio

from alcove.foundation.database import PgListener, Pool

NOTIFIED = {
    "CREATE TABLE public.a (id int)": True,
    "CREATE VIEW public.b AS SELECT 1 AS one": True,
    "CREATE FUNCTION public.c() RETURNS int LANGUAGE sql AS 'SELECT 1'": True,
    "CREATE AGGREGATE public.d (int) (sfunc = int4pl, stype = int)": True,
    "COMMENT ON TABLE public.a IS 'Letters'": True,
    "ALTER TABLE public.a ADD COLUMN e int": True,
    "DROP VIEW public.b": True,
    "CREATE TEMPORARY TABLE f (id int); DROP TABLE f": False,
    "CREATE INDEX g ON public.a (id)": False,
    "INSERT INTO public.a VALUES (1)": False,
}


async def test_changes_are_notified(pool: Pool, pg_listener: PgListener) -> None:
    """A statement that changes the schema sends `reload schema` once; others send nothing."""
    notified = {}
    async with pg_listener.subscribe("pgrst") as queue:
        for statement in NOTIFIED:
            await pool.execute(statement)
            await pool.execute("NOTIFY pgrst, 'end'")
            payloads = []
            while (payload := await asyncio.wait_for(queue.get(), 20)) != "end":
                payloads.append(payload)
            notified[statement] = payloads
    expected = {statement: ["reload schema"] if is_heard else [] for statement, is_heard in NOTIFIED.items()}
    assert notified == expected
