"""What a program's SQL file will do: the statements to run, the extensions it needs, and the names it creates."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.apps.study.project.statements import Statement, Token, split_statements
from alcove.foundation.database import MigrationError

SUPPLIED_EXTENSIONS: Final = ("uuid-ossp", "pgcrypto", "citext", "moddatetime")
"""Extensions that are there in every project database, whether the server has them or not."""

MOST_FILES: Final = 10_000
MOST_BYTES: Final = 64 * 1024 * 1024

_BEGIN: Final = frozenset({"BEGIN", "START"})
_COMMIT: Final = frozenset({"COMMIT", "END"})
_ADJECTIVES: Final = frozenset(
    {"GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "MATERIALIZED", "RECURSIVE", "FOREIGN"}
)
_TEMPORARY: Final = frozenset({"TEMP", "TEMPORARY"})
_RELATIONS: Final = frozenset({"TABLE", "VIEW", "SEQUENCE", "TYPE", "DOMAIN"})


class ProjectMigrationError(MigrationError):
    """A program's SQL cannot be run; nothing of the file that it names was stored."""


@dataclass(frozen=True, slots=True, order=True)
class ObjectName:
    """The name of a table, view, sequence or type; with `schema` "" that of a schema."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else f"schema {self.name}"


@dataclass(frozen=True, slots=True)
class Change:
    """A name that a statement creates or drops."""

    name: ObjectName
    line: int
    is_created: bool


@dataclass(frozen=True, slots=True)
class Script:
    """A file: what to run in one transaction, and what has to be known before that."""

    name: str
    checksum: bytes
    statements: tuple[Statement, ...]
    extensions: tuple[tuple[str, int], ...]
    """The extensions that it creates, other than supplied ones, with their lines."""
    changes: tuple[Change, ...]


def read_scripts(folder: Path) -> list[Script]:
    """Return the SQL files of a folder in the order of their names; ProjectMigrationError.

    Of a program's own folder, those in `supabase/migrations` or `migrations` are read.
    """
    candidates = [folder / "supabase" / "migrations", folder / "migrations", folder]
    found = next((path for path in candidates if path.is_dir() and any(path.glob("*.sql"))), None)
    if found is None:
        raise ProjectMigrationError(f"{folder} has no SQL files: name the folder whose files end in .sql")
    paths = sorted(found.glob("*.sql"), key=lambda path: path.name)
    if len(paths) > MOST_FILES:
        raise ProjectMigrationError(f"{found} has more than {MOST_FILES} SQL files")
    return [_read_script(path) for path in paths]


def _read_script(path: Path) -> Script:
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise ProjectMigrationError(f"{path.name} is larger than {MOST_BYTES // 2**20} MiB: split it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProjectMigrationError(f"{path.name} is not UTF-8: {error.reason} at byte {error.start}") from error
    return parse_script(path.name, text, checksum=hashlib.sha256(content.replace(b"\r\n", b"\n")).digest())


def parse_script(name: str, text: str, *, checksum: bytes = b"") -> Script:
    """Return what a file does; ProjectMigrationError for what only another program can run."""
    statements: list[Statement] = []
    extensions: list[tuple[str, int]] = []
    changes: list[Change] = []
    for statement in split_statements(text):
        _refuse_foreign_syntax(statement, file=name)
        if _ends_or_begins_transaction(statement):
            continue
        extension = _find_extension(statement)
        if extension in SUPPLIED_EXTENSIONS:
            continue
        if extension is not None and statement.words[0] == "CREATE":
            extensions.append((extension, statement.line))
        changes.extend(find_changes(statement))
        statements.append(_remove_concurrently(statement))
    return Script(name, checksum, tuple(statements), tuple(extensions), tuple(changes))


def _refuse_foreign_syntax(statement: Statement, *, file: str) -> None:
    words = statement.words
    where = f"{file}, line {statement.line}"
    if words[0] == "\\":
        command = "".join(token.name for token in statement.tokens[1:2])
        raise ProjectMigrationError(f"{where}: \\{command} is a command of psql; remove it")
    if words[0] == "COPY" and "STDIN" in words:
        raise ProjectMigrationError(f"{where}: COPY ... FROM STDIN needs psql; use INSERT instead")
    if words[0] in ("ROLLBACK", "ABORT") and "TO" not in words:
        raise ProjectMigrationError(
            f"{where}: {words[0]} would undo the file, which runs in one transaction; remove it"
        )


def _ends_or_begins_transaction(statement: Statement) -> bool:
    """Return whether a file makes itself one transaction, as each is anyway."""
    words = statement.words
    return words[0] in _COMMIT or (words[0] in _BEGIN and words[:2] != ("BEGIN", "ATOMIC"))


def _find_extension(statement: Statement) -> str | None:
    """Return the extension that a statement creates, changes, drops or describes."""
    tokens = statement.tokens
    words = statement.words
    start = 2 if words[:2] == ("COMMENT", "ON") else 1
    if words[0] not in ("CREATE", "ALTER", "DROP", "COMMENT") or words[start : start + 1] != ("EXTENSION",):
        return None
    rest = [
        token for token in tokens[start + 1 :] if token.kind == "quoted" or token.value not in ("IF", "NOT", "EXISTS")
    ]
    return rest[0].name if rest else None


def _remove_concurrently(statement: Statement) -> Statement:
    """Return CREATE INDEX without CONCURRENTLY, which no transaction can do and no empty database needs."""
    index = next((token for token in statement.tokens[:5] if token.value == "CONCURRENTLY"), None)
    if index is None or "INDEX" not in statement.words[:3]:
        return statement
    return Statement(statement.text[: index.start] + statement.text[index.end :], statement.line, statement.tokens)


def find_changes(statement: Statement) -> Iterator[Change]:
    """Yield the names that a statement creates or drops."""
    words = statement.words
    if words[0] not in ("CREATE", "DROP"):
        return
    position = 1
    while position < len(words) and words[position] in _ADJECTIVES:
        position += 1
    if position >= len(words) or _TEMPORARY & set(words[1:position]):
        return
    kind, tokens = words[position], statement.tokens[position + 1 :]
    if kind not in _RELATIONS and kind != "SCHEMA":
        return
    if words[0] == "DROP":
        for name in _read_names([token for token in tokens if token.value not in ("IF", "EXISTS")], kind=kind):
            yield Change(name, statement.line, is_created=False)
    elif words[position + 1 : position + 2] != ("IF",):
        for name in _read_names(tokens, kind=kind)[:1]:
            yield Change(name, statement.line, is_created=True)


def _read_names(tokens: Sequence[Token], *, kind: str) -> list[ObjectName]:
    """Return the names at the start of a list, separated by commas; `public` is the schema of those without one."""
    names: list[ObjectName] = []
    position = 0
    while position < len(tokens) and tokens[position].kind in ("word", "quoted"):
        parts = [tokens[position].name]
        position += 1
        while position + 1 < len(tokens) and tokens[position].value == "." and tokens[position].kind == "other":
            parts.append(tokens[position + 1].name)
            position += 2
        names.append(ObjectName("", parts[0]) if kind == "SCHEMA" else _qualify(parts))
        if position >= len(tokens) or tokens[position].value != ",":
            break
        position += 1
    return names


def _qualify(parts: Sequence[str]) -> ObjectName:
    return ObjectName(parts[-2], parts[-1]) if len(parts) > 1 else ObjectName("public", parts[0])
