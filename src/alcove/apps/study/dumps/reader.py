"""Read a dump part by part: statements, and the rows of COPY and INSERT."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import Final

from alcove.apps.study.dumps.parts import MAX_STATEMENT, DataBlock, DumpError, Part
from alcove.apps.study.dumps.source import DumpSource
from alcove.apps.study.dumps.values import ValuesError, read_values
from alcove.apps.study.project import ObjectName, Statement, StatementBuffer, Token

_CHUNK: Final = 64 * 1024
_DATA_CHUNK: Final = 256 * 1024
_END: Final = b"\\.\n"
_MAX_PARTS: Final = 3
_HARMLESS: Final = frozenset({"restrict", "unrestrict"})
"""Commands of psql that newer versions of pg_dump write; they do nothing but forbid others."""


def read_dump(source: DumpSource) -> Iterator[Part]:
    """Yield the parts of a dump; DumpError for what an import does not read, with its line."""
    yield from _DumpReader(source).read()


def group_blocks(parts: Iterable[Part]) -> Iterator[DataBlock]:
    """Yield the blocks of rows, those of one table that follow one another as one; each is read before the next.

    pg_dump writes an INSERT for each row unless it is told otherwise.
    """
    for key, group in groupby(parts, key=_block_key):
        blocks = (part for part in group if isinstance(part, DataBlock))
        first = next(blocks, None) if key is not None else None
        if first is None:
            continue
        chunks = chain.from_iterable(block.chunks for block in chain([first], blocks))
        yield replace(first, chunks=_join_chunks(chunks))


def _block_key(part: Part) -> object:
    return (part.table, tuple(part.columns)) if isinstance(part, DataBlock) else None


def _join_chunks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces that are worth a message."""
    joined = bytearray()
    for chunk in chunks:
        joined += chunk
        if len(joined) >= _DATA_CHUNK:
            yield bytes(joined)
            joined.clear()
    if joined:
        yield bytes(joined)


class _DumpReader:
    def __init__(self, source: DumpSource) -> None:
        self._source = source
        self._buffer = StatementBuffer(is_dump=True)
        self._is_last = False
        self._data_lines = 0

    def read(self) -> Iterator[Part]:
        while (statement := self._take()) is not None:
            if statement.words[0] == "COPY":
                yield from self._read_copy(statement)
            elif statement.words[0] == "INSERT":
                yield from self._read_insert(statement)
            else:
                yield statement

    def _take(self) -> Statement | None:
        while True:
            statement = self._buffer.take(is_last=self._is_last)
            if statement is not None:
                return Statement(statement.text, statement.line + self._data_lines, statement.tokens)
            tokens = self._buffer.tokens
            if tokens and tokens[-1].value == "\\":
                self._skip_command(is_first=len(tokens) == 1)
            elif self._is_last:
                return None
            else:
                self._feed()

    def _skip_command(self, *, is_first: bool) -> None:
        """Skip a command of psql; DumpError for one that does something."""
        while "\n" not in self._buffer.text[self._buffer.position :] and self._feed():
            pass
        refusal = self._error("commands of psql (\\...) are not run: remove them, or make the dump with pg_dump")
        if not is_first or self._buffer.skip_line()[1:].split(" ")[0] not in _HARMLESS:
            raise refusal

    def _feed(self) -> bool:
        size = max(_CHUNK, self._buffer.pending)
        if size > MAX_STATEMENT:
            raise self._error(f"a statement is longer than {MAX_STATEMENT // 2**20} MiB")
        content = self._source.read_lines(size)
        self._is_last = not content
        if b"\0" in content:
            raise self._error("there is a NUL byte in or after this line: this is no SQL")
        try:
            self._buffer.feed(content.decode())
        except UnicodeDecodeError as error:
            raise self._error(f"the file is not UTF-8: {error.reason}") from error
        return not self._is_last

    def _read_copy(self, statement: Statement) -> Iterator[Part]:
        tokens, words = statement.tokens, statement.words
        table, position = read_name(tokens, 1)
        columns, position = _read_columns(tokens, position)
        if words[position:] != ("FROM", "STDIN"):
            raise self._error("only rows that follow are read from COPY, as pg_dump writes it", statement)
        yield DataBlock(table=table, columns=columns, line=statement.line, chunks=self._read_copy_rows(table))

    def _read_copy_rows(self, table: ObjectName) -> Iterator[bytes]:
        line = self._buffer.line + self._data_lines
        rest = self._buffer.text[self._buffer.position :].encode()
        self._buffer.position = len(self._buffer.text)
        head, newline, rest = rest.partition(b"\n")
        if head.strip() or not newline:
            raise DumpError(f"{self._source.name}, line {line}: the rows of COPY begin on a new line")
        self._source.put_back(rest)
        # The lines that were put back are counted again.
        self._buffer = StatementBuffer(is_dump=True)
        self._data_lines = line
        while content := self._source.read_lines(_DATA_CHUNK):
            if b"\0" in content:
                raise self._error(f"there is a NUL byte in the rows of {table}")
            content = content.replace(b"\r\n", b"\n")
            end = 0 if content.startswith(_END) else content.find(b"\n" + _END) + 1
            if end == 0 and not content.startswith(_END):
                self._data_lines += content.count(b"\n")
                yield content
                continue
            self._data_lines += content.count(b"\n", 0, end) + 1
            self._source.put_back(content[end + len(_END) :])
            if end:
                yield content[:end]
            return
        raise self._error(f"the rows of {table} do not end: the dump is incomplete")

    def _read_insert(self, statement: Statement) -> Iterator[Part]:
        tokens, words = statement.tokens, statement.words
        table, position = read_name(tokens, 2)
        columns, position = _read_columns(tokens, position)
        if words[position : position + 1] == ("OVERRIDING",):
            position += 3
        if words[:2] != ("INSERT", "INTO") or words[position:] != ("VALUES",):
            raise self._error("only rows of literal values are read from INSERT", statement)
        yield DataBlock(table=table, columns=columns, line=statement.line, chunks=self._read_rows(statement))

    def _read_rows(self, statement: Statement) -> Iterator[bytes]:
        try:
            yield from read_values(self._buffer, feed=self._feed)
        except ValuesError as error:
            raise self._error("values of INSERT must be literals", statement) from error

    def _error(self, message: str, statement: Statement | None = None) -> DumpError:
        line = self._buffer.line + self._data_lines if statement is None else statement.line
        return DumpError(f"{self._source.name}, line {line}: {message}. Nothing was changed")


def read_name(tokens: Sequence[Token], position: int) -> tuple[ObjectName, int]:
    """Return the qualified name at a position, in `public` without a schema, and where it ends."""
    parts = []
    while position < len(tokens) and tokens[position].kind in ("word", "quoted"):
        parts.append(tokens[position].name)
        if position + 1 >= len(tokens) or tokens[position + 1].value != "." or len(parts) == _MAX_PARTS:
            position += 1
            break
        position += 2
    return ObjectName(parts[-2] if len(parts) > 1 else "public", parts[-1] if parts else ""), position


def _read_columns(tokens: Sequence[Token], position: int) -> tuple[Sequence[str], int]:
    """Return the names of a list in parentheses, none without one, and where it ends."""
    if position >= len(tokens) or tokens[position].value != "(":
        return (), position
    columns = []
    position += 1
    while position < len(tokens) and tokens[position].value != ")":
        if tokens[position].value != ",":
            columns.append(tokens[position].name)
        position += 1
    return columns, position + 1
