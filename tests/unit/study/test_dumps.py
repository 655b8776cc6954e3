"""Dumps are read in pieces: the same parts come out, whatever the size of the pieces is."""

import gzip
import io
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.apps.study.dumps import Action, DataBlock, DumpError, classify, group_blocks, open_source, read_dump
from alcove.apps.study.dumps.source import DumpSource
from alcove.apps.study.project import StatementBuffer
from alcove.apps.study.project.statements import split_statements

PIECES: Final = [
    "SELECT 1;", "\n", " ", "-- it's; a comment\n", "/* a; /* nested */ ; */", "'it''s; a text'", "E'\\';'", '"a;""b"',
    "$$ ; $$", "$tag$ $$ ; ' $tag$", "$1", "a$b", "BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; END;", "x", ";", "1.5",
    "U&'a;'", "é",
]  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_pieces_make_the_same_statements(pieces: list[str], sizes: list[int]) -> None:
    """Text that arrives in pieces of any size is split as the whole text is, with the same numbers of lines."""
    text = " ".join(pieces)
    buffer, found, position, turn = StatementBuffer(), [], 0, 0
    while position < len(text):
        size = sizes[turn % len(sizes)]
        buffer.feed(text[position : position + size])
        position, turn = position + size, turn + 1
        while (statement := buffer.take()) is not None:
            found.append(statement)
    while (statement := buffer.take(is_last=True)) is not None:
        found.append(statement)
    assert found == list(split_statements(text))


def parse(text: bytes) -> list[tuple[str, bytes] | str]:
    """Return statements, and tables with their rows."""
    parts: list[tuple[str, bytes] | str] = []
    for part in read_dump(DumpSource(io.BytesIO(text), name="dump")):
        if isinstance(part, DataBlock):
            parts.append((str(part.table), b"".join(part.chunks)))
        else:
            parts.append(part.text)
    return parts


def test_rows_of_inserts_are_those_of_copy() -> None:
    """Literals become the text format of COPY: nothing in them is interpreted, and nothing is lost."""
    text = rb"""INSERT INTO public.t (a, b) VALUES (1, 'it''s'), (-1.5e-3, NULL),
    (true, 'back\slash	tab
    line'), ('', '(,);') ON CONFLICT DO NOTHING; SELECT 1;"""
    rows = b"1\tit's\n-1.5e-3\t\\N\ntrue\tback\\\\slash\\ttab\\n    line\n\t(,);\n"
    assert parse(text) == [("public.t", rows), "SELECT 1"]


@pytest.mark.parametrize(
    "values",
    ["(now())", "((SELECT 1))", "(1", "('a", "(1),", "(1) RETURNING a", "(DEFAULT)", "('a'::text)", "(E'\\'')"],
)
def test_other_values_are_refused(values: str) -> None:
    """What is no literal is never run: the error names the line."""
    with pytest.raises(DumpError, match="dump, line 2: values of INSERT must be literals"):
        parse(f"\nINSERT INTO t (a) VALUES {values};".encode())


def test_lines_are_counted_over_rows() -> None:
    """The line of an error is that of the file, after rows as well."""
    text = b"\\restrict x\nCOPY t (a) FROM stdin;\n1\n2\n\\.\n\nSELECT 1;\n\\unrestrict x\n\\connect y\n"
    with pytest.raises(DumpError, match="line 9: commands of psql"):
        parse(text)


def test_blocks_of_one_table_are_joined(tmp_path: Path) -> None:
    """An INSERT for each row is read like one block; a compressed file is read as well."""
    path = tmp_path / "dump.sql.gz"
    inserts = "".join(f"INSERT INTO t (a) VALUES ({number});\n" for number in range(1000))  # noqa: S608
    path.write_bytes(gzip.compress((inserts + "COPY u (a) FROM stdin;\n1\n\\.\n").encode()))
    with open_source(path) as source:
        blocks = [(str(block.table), b"".join(block.chunks)) for block in group_blocks(read_dump(source))]
    assert blocks == [("public.t", "".join(f"{number}\n" for number in range(1000)).encode()), ("public.u", b"1\n")]


ACTIONS: Final = {
    "CREATE TABLE public.t (a int)": Action.CREATE,
    "CREATE TABLE auth.t (a int)": Action.SKIP,
    "CREATE SCHEMA mine": Action.SCHEMA,
    "CREATE SCHEMA vault": Action.SKIP,
    "CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA extensions": Action.EXTENSION,
    "ALTER TABLE ONLY public.t ADD CONSTRAINT k PRIMARY KEY (a)": Action.CREATE,
    "ALTER TABLE ONLY public.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES auth.users(id)": Action.COMPLETE,
    "ALTER TABLE public.t OWNER TO postgres": Action.SKIP,
    "ALTER TABLE ONLY public.t FORCE ROW LEVEL SECURITY": Action.COMPLETE,
    "ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT ALL ON TABLES TO anon": Action.SKIP,
    "CREATE UNIQUE INDEX i ON public.t USING btree (a)": Action.CREATE,
    "CREATE TRIGGER t BEFORE UPDATE OF a ON public.t FOR EACH ROW EXECUTE FUNCTION public.f()": Action.COMPLETE,
    "CREATE TRIGGER t AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.f()": Action.COMPLETE,
    "CREATE TRIGGER t AFTER INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION supabase_functions.http_request('x')": (
        Action.SKIP
    ),
    "CREATE TRIGGER t AFTER INSERT ON auth.sessions FOR EACH ROW EXECUTE FUNCTION public.f()": Action.SKIP,
    'CREATE POLICY "a on b" ON public.t USING (true)': Action.COMPLETE,
    "CREATE POLICY p ON storage.objects USING (true)": Action.POLICY,
    "CREATE POLICY p ON auth.users USING (true)": Action.SKIP,
    "GRANT ALL ON TABLE public.t TO anon": Action.COMPLETE,
    "GRANT ALL ON FUNCTION public.f(a integer) TO PUBLIC": Action.COMPLETE,
    "GRANT ALL ON TABLE public.t TO postgres": Action.SKIP,
    "GRANT ALL ON TABLE auth.users TO anon": Action.SKIP,
    "GRANT ALL ON SCHEMA public TO anon": Action.COMPLETE,
    "GRANT pg_read_all_data TO anon": Action.SKIP,
    "ALTER PUBLICATION supabase_realtime ADD TABLE ONLY public.t": Action.PUBLISH,
    "CREATE PUBLICATION mine": Action.SKIP,
    "SELECT pg_catalog.setval('public.s', 12, true)": Action.SEQUENCE,
    "SELECT pg_catalog.set_config('search_path', '', false)": Action.SKIP,
    "COMMENT ON COLUMN public.t.a IS 'x'": Action.CREATE,
    "COMMENT ON COLUMN auth.users.id IS 'x'": Action.SKIP,
    "CREATE ROLE mine SUPERUSER": Action.SKIP,
    "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION public.f()": Action.SKIP,
    "DROP SCHEMA auth": Action.SKIP,
    "REFRESH MATERIALIZED VIEW public.m": Action.COMPLETE,
    "CREATE MATERIALIZED VIEW public.m AS SELECT 1 WITH NO DATA": Action.CREATE,
}


@pytest.mark.parametrize("text", ACTIONS)
def test_what_is_done_with_a_statement(text: str) -> None:
    """Statements of pg_dump run before or after the rows, or not at all."""
    (statement,) = split_statements(text)
    assert classify(statement, file="dump").action is ACTIONS[text]
