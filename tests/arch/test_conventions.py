"""Names, signatures, SQL and the environment follow the conventions of the project."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from arch.tree import ROOT, SOURCE, Function, expect_none, functions, list_tracked_files, location, parse_file, sources

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
POSITIONAL_LIMIT = 2
SPECIAL_METHOD = re.compile(r"__(?!init__|call__)\w+__")
ASGI = ["scope", "receive", "send"]
# Libraries call these with positional parameters.
CALLED_BY_LIBRARIES = {
    "apps/records/sources/discogs/request_signing.py": "the signature of a signer, which oauthlib's parts decide",
    "foundation/database/listener.py": "a listener of asyncpg",
    "foundation/fetch/connections.py": "a network backend of httpcore2",
    "foundation/fetch/proxies/socks.py": "another network backend of httpcore2",
    "foundation/fetch/sockets.py": "the network backend under those",
    "foundation/jobs/fencing.py": "a job manager of procrastinate",
    "foundation/telemetry/logs.py": "processors of structlog",
    "foundation/telemetry/shared_values.py": "a value class of prometheus_client",
}
# prometheus-client takes its directory from the environment and from nowhere else; pg_dump finds a user's certificates
# and passwords by it.
ENVIRONMENT_READERS = {
    "foundation/database/pg_clients.py",
    # A child process, whose HTTP library takes its proxy from there.
    "foundation/notify/apprise_process.py",
    "foundation/telemetry/metrics.py",
}

SQL = re.compile(r"\bSELECT\s|\bINSERT\s+INTO\b|\bUPDATE\s+\S+\s+SET\b|\bDELETE\s+FROM\b|\bTRUNCATE\s")


def test_no_file_or_folder_has_a_vague_name() -> None:
    """Nothing is called utils, helpers, common or misc."""
    parts = {part for path in list_tracked_files() for part in (*path.relative_to(ROOT).parts[:-1], path.stem)}
    expect_none(sorted(parts & VAGUE_NAMES))


def test_functions_take_at_most_two_positional_parameters() -> None:
    """Further parameters go by name, but for ASGI and for what the libraries call."""
    violations = [
        f"{location(path, node.lineno)} {node.name}({', '.join(_positional(node))})"
        for path in sources(SOURCE)
        for node in functions(path)
        if len(_positional(node)) > POSITIONAL_LIMIT and not _is_fixed(path, node)
    ]
    expect_none(violations)


def _positional(node: Function) -> list[str]:
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _is_fixed(path: Path, node: Function) -> bool:
    if path.relative_to(SOURCE).as_posix() in CALLED_BY_LIBRARIES or _positional(node)[-3:] == ASGI:
        return True
    return SPECIAL_METHOD.fullmatch(node.name) is not None


def test_every_exception_is_still_needed() -> None:
    """A file that is excused from a rule exists and would break it, unless its whole app is gone."""
    unneeded = [
        name
        for name in CALLED_BY_LIBRARIES
        if _app_is_here(name)
        and not any(len(_positional(node)) > POSITIONAL_LIMIT for node in functions(SOURCE / name))
    ]
    unneeded += [
        name
        for name in ENVIRONMENT_READERS
        if not any(_reads_environment(node) for node in ast.walk(parse_file(SOURCE / name)))
    ]
    expect_none(unneeded)


def _app_is_here(name: str) -> bool:
    """Return False for a file of an app that was deleted."""
    room, app, *_ = Path(name).parts
    return room != "apps" or (SOURCE / room / app).is_dir()


def test_sql_is_written_in_stores_only() -> None:
    """Statements are in files and packages called store, in the database room and in the REST compiler's last step."""
    misplaced = [
        f"{location(path, node.lineno)} {text.strip()[:60]}"
        for path in sources(SOURCE)
        if not _may_hold_sql(path)
        for node, text in _texts(path)
        if SQL.search(text)
    ]
    expect_none(misplaced)


def test_every_kind_of_statement_is_recognised() -> None:
    """The four verbs are found, prose with the same words is not."""
    statements = ("SELECT 1", "WITH a AS (SELECT b FROM c)", "INSERT INTO a", "UPDATE a SET b = 1", "DELETE FROM a")
    prose = ("Select a seller", "an update sets the page", "delete from the list", "SELECTED")
    assert [text for text in (*statements, *prose) if SQL.search(text)] == list(statements)


def _may_hold_sql(path: Path) -> bool:
    parts = path.relative_to(SOURCE).parts
    if parts[:2] == ("foundation", "database") or parts[:4] == ("wires", "supabase", "rest", "query"):
        return True
    return path.stem == "store" or "store" in parts[:-1]


def _texts(path: Path) -> Iterator[tuple[ast.Constant, str]]:
    """Yield every text of a file that is not a docstring."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(parse_file(path))
        if isinstance(node, ast.Module | ast.ClassDef | Function) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(parse_file(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node, node.value


def test_only_main_reads_the_environment() -> None:
    """`os.environ` and `os.getenv` stand in main alone; all other code receives settings."""
    readers = [
        location(path, getattr(node, "lineno", 0))
        for path in sources(SOURCE)
        if not path.is_relative_to(SOURCE / "main") and path.relative_to(SOURCE).as_posix() not in ENVIRONMENT_READERS
        for node in ast.walk(parse_file(path))
        if _reads_environment(node)
    ]
    expect_none(readers)


def _reads_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id == "os" and node.attr in {"environ", "getenv"}
    return isinstance(node, ast.ImportFrom) and node.module == "os" and _takes_environment(node)


def _takes_environment(node: ast.ImportFrom) -> bool:
    return any(alias.name in {"environ", "getenv"} for alias in node.names)


def test_every_test_has_a_docstring() -> None:
    """Each test opens with a docstring."""
    missing = [
        f"{location(path, node.lineno)} {node.name}"
        for path in sources(ROOT / "tests")
        for node in functions(path)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    expect_none(missing)


def test_no_test_replaces_parts_of_the_code() -> None:
    """Tests run real things: no mock library, and monkeypatch for nothing but the environment and the folder."""
    patched = [
        location(path, number)
        for path in sources(ROOT / "tests")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"unittest\.mock|import mock|mocker\.|monkeypatch\.setattr", line)
    ]
    expect_none(patched)


def test_no_unfinished_work() -> None:
    """No file has a marker for later work, and no test is expected to fail."""
    words = (
        "TO" + "DO",
        "FIX" + "ME",
        "NotImplemented" + "Error",
        "x" + "fail(",
    )
    kinds = (".py", ".sql", ".sh", ".ts", ".tsx")
    findings = [
        f"{location(path, number)} {word}"
        for path in list_tracked_files()
        if path.suffix in kinds
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for word in words
        # VTO + DO is a component of iCalendar files.
        if re.search(rf"(?<!V){re.escape(word)}", line)
    ]
    expect_none(findings)
