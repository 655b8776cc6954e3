"""Names of delivered files: rendered from templates, safe on every file system."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from alcove.apps.books.model.book import Book

Organization = Literal["none", "rename", "organize"]

MAX_NAME_BYTES: Final = 255
"""Bytes that a name may have on common file systems."""
MAX_NAME_LENGTH: Final = 245
NUMBER_BYTES: Final = 8
"""Bytes reserved for a number such as ` (12)`."""
SHORT_NAME_BYTES: Final = 100
"""Bytes of a name that also fits, with the additions of a temporary name, where names are encrypted (143 bytes)."""

TOKENS: Final = ("Author", "Title", "Subtitle", "Year", "SeriesPosition", "Series", "PartNumber")
_TOKEN = re.compile(r"\{([ \-._/\[(]*)(" + "|".join(TOKENS) + r")([ \-._/\])]*)\}")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")
_WHITESPACE = re.compile(r"\s+")
_WINDOWS_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])[ .]*\Z", re.IGNORECASE)
_EXTENSION = re.compile(r"[a-z0-9]{1,10}")
# Joiners shape letters in several scripts; every other invisible character only misleads.
_JOINERS: Final = "\u200c\u200d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """The rule by which files are named."""

    organization: Organization
    template: str

    @property
    def makes_folders(self) -> bool:
        """Whether a slash in the template begins a new folder."""
        return self.organization == "organize"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileName:
    """The folders and the name of a file; `stem` leaves room for a number and for `extension`."""

    folders: tuple[str, ...]
    stem: str
    extension: str
    """With its dot, or ''."""

    def with_number(self, number: int) -> str:
        """Return the file's name, with the number if it is 2 or more."""
        return self.stem + (f" ({number})" if number > 1 else "") + self.extension


def build_file_name(book: Book, naming: Naming) -> FileName:
    """Return the name of a book's file."""
    extension = f".{book.format}" if _EXTENSION.fullmatch(book.format) else ""
    if naming.organization == "none":
        stem = book.id.removesuffix(extension) if extension else book.id
        return FileName(folders=(), stem=_stem(stem, extension) or "book", extension=extension)
    rendered = render_template(naming.template, book)
    pieces = rendered.split("\0") if naming.makes_folders else [rendered.replace("\0", "_")]
    *folders, last = [_strip_empty(piece) for piece in pieces]
    safe = tuple(folder for folder in (_safe_part(name, room=MAX_NAME_BYTES) for name in folders) if folder)
    stem = _stem(last, extension) or _stem(book.id.removesuffix(extension), extension) or "book"
    return FileName(folders=safe, stem=stem, extension=extension)


def list_file_names(book: Book, naming: Naming) -> list[FileName]:
    """Return the names of a book's file in order of preference; file systems that refuse one may accept the next.

    The second one is short, and the last one is the id, which is ASCII.
    """
    name = build_file_name(book, naming)
    folders = tuple(_safe_part(folder, room=SHORT_NAME_BYTES) for folder in name.folders)
    stem = _safe_part(name.stem, room=SHORT_NAME_BYTES - len(name.extension))
    short = FileName(folders=folders, stem=stem, extension=name.extension)
    by_id = build_file_name(book, Naming(organization="none", template=""))
    return list(dict.fromkeys([name, short, by_id]))


def render_template(template: str, book: Book) -> str:
    """Return a template filled with a book's values; its own slashes become NUL, those of values underscores."""
    values = _template_values(book)

    def value(found: re.Match[str]) -> str:
        before, token, after = found.groups()
        text = _FORBIDDEN.sub("_", values[token].replace("\0", "")).strip()
        return f"{before}{text}{after}".replace("/", "\0") if text else ""

    # The template's text and the values are cleaned separately: slashes of the template separate folders.
    parts, end = [], 0
    for found in _TOKEN.finditer(template):
        parts += [template[end : found.start()].replace("/", "\0"), value(found)]
        end = found.end()
    return "".join([*parts, template[end:].replace("/", "\0")])


def _template_values(book: Book) -> dict[str, str]:
    position = book.series_position
    return {
        "Author": book.author,
        "Title": book.title,
        "Subtitle": book.subtitle,
        "Year": "" if book.year is None else str(book.year),
        "Series": book.series,
        "SeriesPosition": "" if position is None or not book.series else f"{position:g}",
        "PartNumber": "",
    }


def _strip_empty(text: str) -> str:
    """Return a part of a path without the brackets and separators that empty values left behind."""
    previous = None
    while previous != text:
        previous, text = text, _EMPTY_BRACKETS.sub("", text)
    return _WHITESPACE.sub(" ", text).strip(" -_.,")


def _stem(text: str, extension: str) -> str:
    return _safe_part(text, room=MAX_NAME_BYTES - NUMBER_BYTES - len(extension))


def _safe_part(text: str, *, room: int) -> str:
    """Return a text as one safe part of a path, at most `room` bytes long; '' when nothing is left."""
    plain = unicodedata.normalize("NFC", "".join(_safe_letter(letter) for letter in text))
    plain = _WHITESPACE.sub(" ", _FORBIDDEN.sub("_", plain)).lstrip(" .")[:MAX_NAME_LENGTH]
    plain = _truncate(plain, room).rstrip(f" .{_JOINERS}")
    head, dot, rest = plain.partition(".")
    # Windows treats the name as a device whatever follows its first dot.
    if _WINDOWS_DEVICE.match(head):
        plain = _truncate(f"{head.rstrip()}_{dot}{rest}", room).rstrip(" .")
    return plain


def _safe_letter(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in {"Zs", "Zl", "Zp"} or letter in "\t\r\n":
        return " "
    if kind in {"Cc", "Cs", "Co", "Cn"} or (kind == "Cf" and letter not in _JOINERS):
        return ""
    return letter


def _truncate(text: str, room: int) -> str:
    """Return as many whole characters as fit into `room` bytes."""
    return text.encode()[:room].decode(errors="ignore")
