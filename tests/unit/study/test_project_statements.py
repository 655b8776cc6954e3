"""SQL files are split where PostgreSQL ends a statement, and what they do is read from them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.apps.study.project.script import ObjectName, parse_script
from alcove.apps.study.project.statements import split_statements

SPLIT = {
    "": [],
    " ; ;; -- nothing\n": [],
    "select 1; select 2": ["select 1", "select 2"],
    "select ';'; select E'\\';';": ["select ';'", "select E'\\';'"],
    "select 'it''s;'; x": ["select 'it''s;'", "x"],
    'select ";""" as a; x': ['select ";""" as a', "x"],
    "do $$ begin; end $$; x": ["do $$ begin; end $$", "x"],
    "do $a$ $b$ ; $$ $a$; x": ["do $a$ $b$ ; $$ $a$", "x"],
    "select $1; select a$b$c;": ["select $1", "select a$b$c"],
    "/* ; /* ; */ ; */ select 1; -- ;\nx": ["select 1", "x"],
    "create function f() returns int begin atomic select 1; select case when true then 2 end; end; x": [
        "create function f() returns int begin atomic select 1; select case when true then 2 end; end",
        "x",
    ],
    "select 'unfinished; x": ["select 'unfinished; x"],
    "do $$ unfinished; x": ["do $$ unfinished; x"],
    "/* unfinished; x": [],
}

CREATED = {
    "create table a (id int)": ["public.a"],
    'CREATE UNLOGGED TABLE "My".T (id int)': ["My.t"],
    "create table if not exists a (id int)": [],
    "create temp table a (id int)": [],
    "create or replace view a as select 1": [],
    "create materialized view s.a as select 1": ["s.a"],
    "create type s.kind as enum ('a')": ["s.kind"],
    "create schema s": ["schema s"],
    "create function f() returns int language sql as $$ create table x (id int) $$": [],
    "create table a.b.c (id int)": ["b.c"],
}


@pytest.mark.parametrize("sql", SPLIT)
def test_statements_end_where_postgresql_ends_them(sql: str) -> None:
    """Texts, names, comments and bodies of functions may have semicolons."""
    assert [statement.text for statement in split_statements(sql)] == SPLIT[sql]


@pytest.mark.parametrize("sql", CREATED)
def test_names_that_a_statement_creates(sql: str) -> None:
    """Names are folded and qualified as PostgreSQL does; what cannot clash is left out."""
    assert [str(change.name) for change in parse_script("a.sql", sql).changes] == CREATED[sql]


def test_names_that_a_statement_drops() -> None:
    """Each of several names is dropped."""
    changes = parse_script("a.sql", 'drop table if exists a, s."B" cascade').changes
    assert [(change.name, change.is_created) for change in changes] == [
        (ObjectName("public", "a"), False),
        (ObjectName("s", "B"), False),
    ]


def test_what_is_left_out_of_a_file() -> None:
    """A file is one transaction, supplied extensions are there, and no index is built concurrently."""
    sql = (
        "begin; create extension \"uuid-ossp\"; comment on extension citext is 'x'; create extension vector;"
        " create unique index concurrently i on t (a); start transaction; commit; end;"
    )
    script = parse_script("a.sql", sql)
    assert [" ".join(statement.text.split()) for statement in script.statements] == [
        "create extension vector",
        "create unique index i on t (a)",
    ]
    assert script.extensions == (("vector", 1),)


def test_lines_of_statements() -> None:
    """A statement is where its first word is."""
    statements = split_statements("-- a\n\nselect\n1;\n/* b\n */ select 2;")
    assert [statement.line for statement in statements] == [3, 6]


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["a", ";", "'", '"', "$$", "$t$", "--", "/*", "*/", "\n", " ", "\\", "begin atomic", "end"])
    )
)
def test_any_text_is_split(parts: list[str]) -> None:
    """Whatever a file has, statements are parts of it in their order."""
    sql = "".join(parts)
    position = 0
    for statement in split_statements(sql):
        position = sql.index(statement.text, position) + len(statement.text)
