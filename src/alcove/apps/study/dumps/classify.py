"""What an import does with each statement of a dump: an allow-list of what pg_dump writes."""

from collections.abc import Sequence
from typing import Final

from alcove.apps.study.dumps.parts import Action, DumpError, Item
from alcove.apps.study.dumps.reader import read_name
from alcove.apps.study.project import ObjectName, Statement, StatementBuffer, Token

SERVER_SCHEMAS: Final = frozenset({"auth", "storage", "realtime"})
"""Schemas that this server has itself."""
INTERNAL_SCHEMAS: Final = SERVER_SCHEMAS | {
    "_analytics", "_realtime", "_supavisor", "cron", "dbdev", "extensions", "graphql", "graphql_public",
    "information_schema", "net", "pgbouncer", "pgmq_public", "pgsodium", "pgsodium_masks", "pgtle", "repack",
    "supabase_functions", "supabase_migrations", "tiger", "tiger_data", "topology", "vault",
}  # fmt: skip
"""Schemas of the services and extensions of a hosted project; nothing in them belongs to the program."""
POLICY_TABLES: Final = frozenset(
    {ObjectName("storage", "objects"), ObjectName("storage", "buckets"), ObjectName("realtime", "messages")}
)
"""Tables of the server for which programs write policies."""
TRIGGER_TABLES: Final = frozenset({ObjectName("auth", "users"), ObjectName("storage", "objects")})
"""Tables of the server to which programs add triggers."""
API_ROLES: Final = frozenset({"anon", "authenticated", "service_role", "public"})
PUBLICATION: Final = "supabase_realtime"

_NOTHING: Final = ObjectName("", "")
_NAMED: Final = frozenset(
    {"AGGREGATE", "DOMAIN", "FUNCTION", "PROCEDURE", "ROUTINE", "SEQUENCE", "STATISTICS", "TABLE", "TYPE", "VIEW",
     "COLLATION", "COLUMN"}
)  # fmt: skip
"""Kinds whose name follows them."""
_ON_TABLE: Final = frozenset({"INDEX", "TRIGGER", "POLICY", "CONSTRAINT"})
"""Kinds whose table follows ON."""
_MODIFIERS: Final = frozenset(
    {"OR", "REPLACE", "UNLOGGED", "MATERIALIZED", "UNIQUE", "CONSTRAINT", "RECURSIVE", "ONLY", "IF", "NOT", "EXISTS"}
)
_OWN_SETTINGS: Final = "settings and transactions are the import's own"
_REASONS: Final = {
    **dict.fromkeys(("SET", "RESET", "BEGIN", "START", "COMMIT", "END", "ANALYZE"), _OWN_SETTINGS),
    "DROP": "an import drops nothing",
    "SECURITY": "security labels belong to extensions",
}
_SERVER_WIDE: Final = frozenset(
    {"ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SYSTEM", "EVENT", "LANGUAGE", "SUBSCRIPTION", "SERVER",
     "FOREIGN", "ACCESS", "CAST", "OPERATOR", "TEXT", "TRANSFORM", "CONVERSION", "RULE", "LARGE", "DEFAULT"}
)  # fmt: skip


def classify(statement: Statement, *, file: str) -> Item:
    """Return what to do with a statement; DumpError for one that pg_dump does not write."""
    word = statement.words[0]
    if word in _REASONS:
        return _skip(statement, _REASONS[word])
    if word == "SELECT":
        return _classify_select(statement, file=file)
    if word in ("CREATE", "ALTER", "COMMENT"):
        return _classify_definition(statement, file=file)
    if word in ("GRANT", "REVOKE"):
        return _classify_grant(statement)
    if word == "REFRESH":
        return _by_schema(statement, _find_name(statement.tokens, 1), action=Action.COMPLETE)
    raise DumpError(
        f"{file}, line {statement.line}: {word} is not what pg_dump writes. Nothing was changed: run your own SQL with"
        " `alcove study migrate`"
    )


def _classify_select(statement: Statement, *, file: str) -> Item:
    tokens = statement.tokens
    values = [token.value for token in tokens[1:]]
    if values[:3] == ["PG_CATALOG", ".", "SET_CONFIG"]:
        return _skip(statement, _OWN_SETTINGS)
    if values[:4] == ["PG_CATALOG", ".", "SETVAL", "("] and tokens[5].kind == "text":
        rest = "".join(token.value for token in tokens[6:])
        name = _parse_literal_name(tokens[5].value)
        number, _, called = rest.strip(",)").partition(",")
        if name is not None and number.removeprefix("-").isdigit() and called in ("TRUE", "FALSE"):
            item = _by_schema(statement, name, action=Action.SEQUENCE)
            return Item(
                statement=statement,
                action=item.action,
                target=name,
                reason=item.reason,
                values=(number, called.lower()),
            )
    if values[:2] == ["PG_CATALOG", "."] and values[2].startswith("LO_"):
        return _skip(statement, "large objects are not imported")
    raise DumpError(f"{file}, line {statement.line}: this query is not what pg_dump writes. Nothing was changed")


def _parse_literal_name(literal: str) -> ObjectName | None:
    buffer = StatementBuffer()
    buffer.feed(literal[1:-1].replace("''", "'"))
    statement = buffer.take(is_last=True)
    return None if statement is None else read_name(statement.tokens, 0)[0]


def _classify_definition(statement: Statement, *, file: str) -> Item:
    words = statement.words
    if words[0] == "ALTER" and words[-3:-1] == ("OWNER", "TO"):
        return _skip(statement, "everything belongs to the program's own role here")
    position = _find_kind(statement)
    kind = words[position] if position < len(words) else ""
    if kind in _SPECIAL:
        return _SPECIAL[kind](statement, position + 1)
    if kind in _ON_TABLE and not (kind == "INDEX" and words[0] != "CREATE"):
        return _classify_on_table(statement, kind=kind, position=position + 1)
    if kind in _NAMED or kind == "INDEX":
        find = _table_of_column if kind == "COLUMN" else _find_name
        return _by_schema(statement, find(statement.tokens, position + 1), action=_phase(statement))
    if kind in _SERVER_WIDE:
        return _skip(statement, f"{words[0]} {kind} is for administrators of a server, or not a part of a program")
    raise DumpError(f"{file}, line {statement.line}: {words[0]} {kind} is not imported. Nothing was changed")


def _find_kind(statement: Statement) -> int:
    """Return the position of the word that says what a statement defines."""
    words = statement.words
    if words[:2] == ("COMMENT", "ON"):
        return 3 if words[2:3] == ("MATERIALIZED",) else 2
    position = 1
    while position < len(words) and words[position] in _MODIFIERS:
        position += 1
    return position


def _phase(statement: Statement) -> Action:
    """Return when to run a definition: foreign keys check rows, and forced row security would hide them."""
    words = statement.words
    is_late = words[:2] == ("ALTER", "TABLE") and (
        ("FOREIGN" in words and "KEY" in words) or "FORCE" in words or "TRIGGER" in words or "REPLICA" in words
    )
    return Action.COMPLETE if is_late else Action.CREATE


def _classify_schema(statement: Statement, position: int) -> Item:
    tokens = [token for token in statement.tokens[position:] if token.value not in ("IF", "NOT", "EXISTS")]
    name = tokens[0].name if tokens else ""
    if name in INTERNAL_SCHEMAS or name.startswith("pg_"):
        return _skip(statement, "the schema belongs to Supabase or to this server", target=ObjectName(name, ""))
    if name == "public" or statement.words[0] != "CREATE":
        return _skip(statement, "the schema is there")
    return Item(statement=statement, action=Action.SCHEMA, target=ObjectName("", name))


def _classify_extension(statement: Statement, position: int) -> Item:
    tokens = [token for token in statement.tokens[position:] if token.value not in ("IF", "NOT", "EXISTS")]
    if statement.words[0] != "CREATE" or not tokens:
        return _skip(statement, "the extension describes itself")
    schema = tokens[3].name if [token.value for token in tokens[1:3]] == ["WITH", "SCHEMA"] else ""
    return Item(statement=statement, action=Action.EXTENSION, target=ObjectName(schema, tokens[0].name))


def _classify_publication(statement: Statement, position: int) -> Item:
    tokens, words = statement.tokens, statement.words
    name = tokens[position].name if position < len(tokens) else ""
    if words[0] != "ALTER" or name != PUBLICATION or words[position + 1 : position + 3] != ("ADD", "TABLE"):
        return _skip(statement, "the server has the publication of realtime itself, and no other")
    return _by_schema(statement, _find_name(tokens, position + 3), action=Action.PUBLISH)


def _classify_on_table(statement: Statement, *, kind: str, position: int) -> Item:
    tokens = statement.tokens
    on = next((number for number, token in enumerate(tokens) if number >= position and token.value == "ON"), None)
    if on is None:
        return _skip(statement, f"{kind.lower()} without a table")
    target = _find_name(tokens, on + 1)
    if target in POLICY_TABLES and kind == "POLICY":
        return Item(statement=statement, action=Action.POLICY, target=target)
    if kind == "TRIGGER" and statement.words[0] == "CREATE":
        function = _function_of_trigger(tokens)
        if function is not None and function.schema in INTERNAL_SCHEMAS - {"extensions"}:
            return _skip(statement, "the trigger calls a function of Supabase or of this server", target=target)
        if function is not None and target in TRIGGER_TABLES:
            return Item(statement=statement, action=Action.COMPLETE, target=target)
    return _by_schema(statement, target, action=Action.CREATE if kind == "INDEX" else Action.COMPLETE)


def _function_of_trigger(tokens: Sequence[Token]) -> ObjectName | None:
    for number, token in enumerate(tokens):
        if token.value == "EXECUTE" and number + 2 < len(tokens):
            return read_name(tokens, number + 2)[0]
    return None


def _classify_grant(statement: Statement) -> Item:
    tokens, words = statement.tokens, statement.words
    if "ON" not in words:
        return _skip(statement, "members of roles are for administrators of a server")
    on = words.index("ON")
    direction = "TO" if words[0] == "GRANT" else "FROM"
    to = len(words) - 1 - words[::-1].index(direction) if direction in words else len(words)
    grantees = {token.name for token in tokens[to + 1 :] if token.kind in ("word", "quoted")}
    kind = words[on + 1]
    if kind == "SCHEMA":
        schema = tokens[on + 2].name
        target, is_ours = ObjectName("", schema), is_program(schema)
    else:
        target = _find_name(tokens, on + (2 if kind in _NAMED and words[on + 2] != "." else 1))
        is_ours = is_program(target.schema)
    if not is_ours:
        return _skip(statement, "the schema belongs to Supabase or to this server", target=target)
    if not grantees <= API_ROLES:
        return _skip(statement, "the role does not exist here", target=target)
    return Item(statement=statement, action=Action.COMPLETE, target=target)


def _by_schema(statement: Statement, target: ObjectName, *, action: Action) -> Item:
    if not is_program(target.schema):
        return _skip(statement, "the schema belongs to Supabase or to this server", target=target)
    return Item(statement=statement, action=action, target=target)


def _find_name(tokens: Sequence[Token], position: int) -> ObjectName:
    while (
        position < len(tokens) and tokens[position].kind == "word" and tokens[position].value in _MODIFIERS | {"VIEW"}
    ):
        position += 1
    return read_name(tokens, position)[0]


def _table_of_column(tokens: Sequence[Token], position: int) -> ObjectName:
    """Return the table in `schema.table.column`."""
    names = [token.name for token in tokens[position : position + 5 : 2]]
    return ObjectName(names[0], names[1]) if len(names) > 2 and tokens[position + 3].value == "." else _NOTHING


def is_program(schema: str) -> bool:
    """Return whether what is in a schema belongs to the program."""
    return schema not in INTERNAL_SCHEMAS and not schema.startswith("pg_") and schema != ""


def _skip(statement: Statement, reason: str, *, target: ObjectName = _NOTHING) -> Item:
    return Item(statement=statement, action=Action.SKIP, target=target, reason=reason)


_SPECIAL: Final = {"SCHEMA": _classify_schema, "EXTENSION": _classify_extension, "PUBLICATION": _classify_publication}
