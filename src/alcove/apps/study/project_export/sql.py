"""The SQL of an export: what pg_dump writes, without what only this server has."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from alcove.apps.study.dumps import DataBlock, open_source, quote, read_dump
from alcove.apps.study.project import Statement

REPLICA: Final = (
    b"-- Rows come before what they refer to, and no trigger runs.\nSET session_replication_role = replica;\n\n"
)
_OWN: Final = re.compile(r"\bstudy\.")
_SERVER_TRIGGER: Final = re.compile(r"EXECUTE FUNCTION (realtime|study)\.")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def keeps_program(statement: Statement) -> bool:
    """Return whether a definition of a program's database belongs to the program."""
    words = statement.words
    if words[:2] == ("SET", "TRANSACTION_TIMEOUT") or words[:3] == ("CREATE", "SCHEMA", "PUBLIC"):
        return False
    if words[:3] == ("ALTER", "DEFAULT", "PRIVILEGES") or words[:4] == ("COMMENT", "ON", "SCHEMA", "PUBLIC"):
        return False
    if words[:2] == ("CREATE", "TRIGGER") and _SERVER_TRIGGER.search(statement.text):
        return False
    return not (words[0] in ("GRANT", "REVOKE") and "ALCOVE_PROGRAM" in words)


def keeps_own(statement: Statement) -> bool:
    """Return whether a definition of the server's own tables makes sense without the server's functions."""
    return keeps_program(statement) and _OWN.search(statement.text) is None


def filter_dump(source: Path, file: BinaryIO, *, keeps: Callable[[Statement], bool]) -> bool:
    """Append the statements of a dump that are kept; return whether one names the schema of extensions."""
    uses_extensions = False
    with open_source(source) as dump:
        for part in read_dump(dump):
            if isinstance(part, DataBlock):
                _write_block(part, file)
            elif keeps(part):
                uses_extensions |= "extensions." in part.text
                file.write(part.text.encode() + b";\n\n")
    return uses_extensions


def write_rows(file: BinaryIO, *, table: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> int:
    """Write rows as a block of COPY; return how many."""
    file.write(f"COPY {table} ({', '.join(columns)}) FROM stdin;\n".encode())
    count = 0
    for row in rows:
        values = [str(row[column]).translate(_ESCAPES) for column in columns]
        file.write("\t".join(values).encode() + b"\n")
        count += 1
    file.write(b"\\.\n\n")
    return count


def _write_block(block: DataBlock, file: BinaryIO) -> None:
    names = ", ".join(quote(column) for column in block.columns)
    listed = f" ({names})" if names else ""
    file.write(f"COPY {quote(block.table.schema)}.{quote(block.table.name)}{listed} FROM stdin;\n".encode())
    file.writelines(block.chunks)
    file.write(b"\\.\n\n")
