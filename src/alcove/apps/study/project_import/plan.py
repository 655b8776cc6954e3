"""What is in a dump, before anything is changed: the first reading of all files."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from alcove.apps.study.dumps import (
    Action,
    DataBlock,
    DumpError,
    Item,
    Part,
    classify,
    is_program,
    open_source,
    read_dump,
)
from alcove.apps.study.project import SUPPLIED_EXTENSIONS, ObjectName, Token

MAX_STATEMENTS: Final = 200_000
MAX_BYTES: Final = 256 * 2**20
"""Characters of all definitions, which are kept in memory; rows are not."""

ACCOUNT_TABLES: Final = ("users", "identities", "mfa_factors")
"""Tables of the schema auth that are taken."""
STORAGE_TABLES: Final = ("buckets", "objects")

SKIPPED_EXTENSIONS: Final = frozenset(
    {"hypopg", "index_advisor", "pg_cron", "pg_graphql", "pg_net", "pg_stat_monitor", "pg_stat_statements", "pg_tle",
     "pgaudit", "pgjwt", "pgsodium", "plpgsql", "plpgsql_check", "supabase_vault", "supautils", "wrappers"}
)  # fmt: skip
"""Extensions of the services of a hosted project."""


@dataclass(frozen=True, slots=True)
class LocatedItem:
    """A statement, and the file that it is in."""

    file: str
    item: Item

    @property
    def place(self) -> str:
        """Where the statement begins."""
        return f"{self.file}, line {self.item.statement.line}"


@dataclass(slots=True, kw_only=True)
class DumpPlan:
    """The content of a dump."""

    files: Sequence[Path]
    items: dict[Action, list[LocatedItem]] = field(default_factory=dict)
    data: set[ObjectName] = field(default_factory=set)
    skipped: Counter[str] = field(default_factory=Counter)
    """How many statements are not run, by reason."""
    count: int = 0
    size: int = 0
    """How many definitions are kept, and their characters."""
    uses_empty_path: bool = False
    """The dump qualifies every name, so that functions find nothing by the search path, as in pg_restore."""

    def select(self, action: Action) -> Sequence[LocatedItem]:
        """Return the statements of an action, in order."""
        return self.items.get(action, [])

    @property
    def schemas(self) -> set[str]:
        """The program's schemas."""
        created = {located.item.target.name for located in self.select(Action.SCHEMA)}
        return created | {located.item.target.schema for located in self.select(Action.CREATE)} - {""}

    @property
    def extensions(self) -> Sequence[LocatedItem]:
        """The extensions that the server must have itself."""
        known = SKIPPED_EXTENSIONS | set(SUPPLIED_EXTENSIONS)
        return [located for located in self.select(Action.EXTENSION) if located.item.target.name not in known]

    def list_skipped_extensions(self) -> Sequence[str]:
        """Return the extensions that the dump has and the program goes without."""
        names = {located.item.target.name for located in self.select(Action.EXTENSION)}
        return sorted(names & SKIPPED_EXTENSIONS - {"plpgsql"})

    def find_account_columns(self) -> dict[ObjectName, set[str]]:
        """Return the columns with ids of accounts: foreign keys lead from them to auth.users, also over tables."""
        keys = [key for located in self.select(Action.COMPLETE) if (key := _find_foreign_key(located.item)) is not None]
        found: dict[ObjectName, set[str]] = {ObjectName("auth", "users"): {"id"}}
        while True:
            new = [
                (table, column)
                for table, column, target, target_column in keys
                if target_column in found.get(target, ()) and column not in found.get(table, ())
            ]
            if not new:
                del found[ObjectName("auth", "users")]
                return found
            for table, column in new:
                found.setdefault(table, set()).add(column)


def read_plan(files: Sequence[Path]) -> DumpPlan:
    """Read all files, and return what they have; DumpError for what an import does not do."""
    plan = DumpPlan(files=files)
    for path in files:
        with open_source(path) as source:
            for part in read_dump(source):
                _read_part(plan, part, file=source.name)
    return plan


def _read_part(plan: DumpPlan, part: Part, *, file: str) -> None:
    if isinstance(part, DataBlock):
        plan.data.add(part.table)
        part.drain()
        return
    item = classify(part, file=file)
    _add(plan, LocatedItem(file, item))
    if item.action is not Action.SKIP:
        plan.count, plan.size = plan.count + 1, plan.size + len(part.text)
    if plan.count > MAX_STATEMENTS or plan.size > MAX_BYTES:
        raise DumpError(f"{file} has more than {MAX_STATEMENTS} definitions or {MAX_BYTES // 2**20} MiB of them")


def list_unknown(plan: DumpPlan) -> Sequence[ObjectName]:
    """Return the tables with rows that are neither the program's nor taken from Supabase's."""
    taken = {ObjectName("auth", name) for name in ACCOUNT_TABLES} | {
        ObjectName("storage", name) for name in STORAGE_TABLES
    }
    return sorted(table for table in plan.data if table not in taken and not is_program(table.schema))


def _add(plan: DumpPlan, located: LocatedItem) -> None:
    item = located.item
    if item.action is Action.SKIP:
        words = item.statement.words
        is_path = "'search_path'" in words or words[:2] == ("SET", "SEARCH_PATH")
        plan.uses_empty_path |= is_path and "''" in words
        named = f"{item.reason} ({item.target.schema or item.target.name})" if item.target.schema else item.reason
        plan.skipped[named] += 1
        return
    plan.items.setdefault(item.action, []).append(located)


def _find_foreign_key(item: Item) -> tuple[ObjectName, str, ObjectName, str] | None:
    """Return table, column, target and its column of `ALTER TABLE ... FOREIGN KEY (a) REFERENCES t(b)`."""
    tokens, words = item.statement.tokens, item.statement.words
    if words[0] != "ALTER" or "FOREIGN" not in words or "REFERENCES" not in words:
        return None
    start = words.index("FOREIGN")
    columns = _names_in_parentheses(tokens, start + 2)
    position = words.index("REFERENCES", start) + 1
    names = []
    while position < len(tokens) and tokens[position].kind in ("word", "quoted"):
        names.append(tokens[position].name)
        position += 2 if position + 1 < len(tokens) and tokens[position + 1].value == "." else 1
        if tokens[position - 1].value != ".":
            break
    targets = _names_in_parentheses(tokens, position)
    if len(columns) != 1 or len(targets) != 1 or not names:
        return None
    target = ObjectName(names[-2] if len(names) > 1 else "public", names[-1])
    return item.target, columns[0], target, targets[0]


def _names_in_parentheses(tokens: Sequence[Token], position: int) -> Sequence[str]:
    if position >= len(tokens) or tokens[position].value != "(":
        return ()
    names = []
    for token in tokens[position + 1 :]:
        if token.value == ")" and token.kind == "other":
            break
        if token.value != ",":
            names.append(token.name)
    return names
