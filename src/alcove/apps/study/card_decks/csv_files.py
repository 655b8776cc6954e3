"""Cards as lines of a text file: with commas, semicolons, tabs or bars, with or without names of columns."""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alcove.apps.study.card_decks.html_text import read_html
from alcove.apps.study.card_decks.model import (
    CardCollector,
    Deck,
    DeckCard,
    DeckError,
    clean_side,
    clean_tags,
)

MAX_BYTES: Final = 64 * 2**20
DELIMITERS: Final[Mapping[str, str]] = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
ENCODINGS: Final = ("utf-8", "utf-16", "windows-1252", "iso-8859-1")
COLUMNS: Final = ("front", "back", "tags", "set")
_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("front", "front_content", "question", "term", "word", "prompt"), "front"),
    **dict.fromkeys(("back", "back_content", "answer", "definition", "meaning", "translation"), "back"),
    **dict.fromkeys(("tags", "tag", "labels"), "tags"),
    **dict.fromkeys(("set", "deck", "title"), "set"),
}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SAMPLE: Final = 50
_SAMPLE_SIZE: Final = 65_536
_MAX_FIELD: Final = 1_000_000
_BLANK: Final = re.compile(r"\s")
_SIGN: Final = re.compile(r"[,;]")
# A spreadsheet computes cells that begin like this.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA: Final = re.compile(r"'+[=+\-@\t\r]")
_DIRECTIVE: Final = re.compile(
    r"#(separator|html|tags column|deck column|columns|deck|notetype|tags)\s*:(.*)", re.IGNORECASE
)
_SEPARATORS: Final = {**DELIMITERS, ",": ",", ";": ";", "\\t": "\t", "|": "|", "space": " ", "colon": ":"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvOptions:
    """What the learner knows of a file; blanks are found out. `salt` makes its cards those of one set."""

    delimiter: str = ""
    encoding: str = ""
    header: bool | None = None
    salt: str = ""


def read_csv(path: Path, options: CsvOptions) -> Deck:
    """Return the cards of a file; DeckError."""
    if path.stat().st_size > MAX_BYTES:
        raise DeckError(f"The file is larger than {MAX_BYTES // 2**20} MiB.")
    text = decode_text(path.read_bytes(), encoding=options.encoding)
    directives, text = _split_directives(text)
    delimiter = (
        options.delimiter or _SEPARATORS.get(directives.get("separator", "").lower(), "") or find_delimiter(text)
    )
    is_html = directives.get("html", "").lower() == "true"
    collector = CardCollector()
    rows = _read_rows(text, delimiter)
    columns, first = _find_columns(next(rows, []), header=options.header, directives=directives)
    seen: dict[str, int] = {}
    for row in [first] if first else []:
        _add_row(row, columns=columns, collector=collector, seen=seen, salt=options.salt, is_html=is_html)
    for row in rows:
        _add_row(row, columns=columns, collector=collector, seen=seen, salt=options.salt, is_html=is_html)
    if not collector.cards and not collector.skipped:
        raise DeckError("The file has no cards: a line has a front and a back.")
    return Deck(cards=collector.cards, skipped=collector.skipped)


def decode_text(content: bytes, *, encoding: str = "") -> str:
    """Return the text of a file; its encoding is found out where it is blank. DeckError."""
    found = encoding or next((name for bom, name in _BOMS if content.startswith(bom)), "")
    try:
        text = content.decode(found or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if found:
            raise DeckError(f"The file is not encoded as {found}.") from error
        text = content.decode("windows-1252", "replace")
    if text.count("\0") > len(text) // 10:
        raise DeckError("The file is not a text.")
    return text


def find_delimiter(text: str) -> str:
    """Return the character that separates the columns: the one that most lines have equally often."""
    best, best_score = ",", 0
    text = text[:_SAMPLE_SIZE]
    for delimiter in DELIMITERS.values():
        widths = []
        for row, _ in zip(csv.reader(io.StringIO(text), delimiter=delimiter), range(_SAMPLE), strict=False):
            if row:
                widths.append(len(row))
        common = max(set(widths), key=widths.count, default=1)
        score = widths.count(common) * (common > 1)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def write_row(values: Sequence[str]) -> str:
    """Return a line of a file; a spreadsheet takes none of its cells for a formula."""
    output = io.StringIO()
    csv.writer(output, lineterminator="\r\n").writerow(
        [f"'{value}" if _FORMULA.match(value) else value for value in values]
    )
    return output.getvalue()


def join_tags(tags: Sequence[str]) -> str:
    """Return the tags of a card in one cell."""
    return "".join(f"{tag};" for tag in tags) if any(_BLANK.search(tag) for tag in tags) else " ".join(tags)


def split_tags(cell: str) -> Sequence[str]:
    """Return the tags in a cell: between semicolons or commas, or else blanks."""
    return _SIGN.split(cell) if _SIGN.search(cell) else cell.split()


def _read_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_FIELD)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as error:
        raise DeckError(f"The file cannot be read: {error}.") from error


def _split_directives(text: str) -> tuple[Mapping[str, str], str]:
    """Return what the first lines say of the file, as Anki writes them, and the other lines."""
    directives: dict[str, str] = {}
    while (match := _DIRECTIVE.match(text)) is not None:
        line, _, text = text.partition("\n")
        directives[match[1].lower()] = line.partition(":")[2].strip("\r ")
    return directives, text


def _find_columns(
    row: list[str], *, header: bool | None, directives: Mapping[str, str]
) -> tuple[Mapping[str, int], list[str] | None]:
    """Return the positions of columns, and the first row unless it has their names."""
    names = [_NAMES.get(cell.strip().lower().strip("\ufeff")) for cell in row]
    is_header = header if header is not None else {"front", "back"} <= set(names)
    if is_header and {"front", "back"} <= set(names):
        return {name: names.index(name) for name in COLUMNS if name in names}, None
    columns = {"front": 0, "back": 1, "tags": 2, "set": 3}
    for name, column in (("tags column", "tags"), ("deck column", "set")):
        if directives.get(name, "").isdecimal():
            columns[column] = int(directives[name]) - 1
    return columns, None if is_header else row


def _add_row(
    row: Sequence[str], *, columns: Mapping[str, int], collector: CardCollector, seen: dict[str, int], salt: str,
    is_html: bool,
) -> None:  # fmt: skip
    def cell(name: str) -> str:
        position = columns.get(name, -1)
        value = row[position] if 0 <= position < len(row) else ""
        value = value[1:] if _QUOTED_FORMULA.match(value) else value
        return clean_side(read_html(value) if is_html else value.replace("\r\n", "\n"))

    front, back, deck = cell("front"), cell("back"), cell("set")
    if not back:
        collector.skip("without a back")
        return
    guid = hashlib.sha256(f"{salt}\n{deck}\n{front}".encode()).hexdigest()[:40]
    ordinal = seen[guid] = seen.get(guid, -1) + 1
    tags = clean_tags(split_tags(cell("tags")))
    collector.add(DeckCard(guid=f"csv-{guid}", ordinal=ordinal, deck=deck, front=front, back=back, tags=tags))
