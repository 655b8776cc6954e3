"""Names and JSON paths: what select, filters, logic trees and orders have in common."""

import re

from alcove.wires.supabase.rest.syntax.model import FieldRef, JsonStep
from alcove.wires.supabase.rest.syntax.scanner import Scanner

NAME_LABEL = "field name (* or [a..z0..9_$])"
KEY_LABEL = "any non reserved character different from: .,>()"
DELIMITER_LABEL = "delimiter (.)"
IDENTIFIER_TAIL = ("letter", "digit")
MAX_NAMES = 2_000
MAX_INDEX_DIGITS = 30
"""An index beyond int is PostgreSQL's error; one that is no number at all is ours."""

_NAME_TAIL = ("letter", "digit", '"-"')
_KEY_TAIL = ('"-"',)
_NAME = re.compile(r"[\w $]+(?:-(?!>)[\w $]+)*")
_IDENTIFIER = re.compile(r"[\w $]+")
_KEY = re.compile(r"[^(\-:.,>)]+(?:-(?!>)[^(\-:.,>)]+)*")
_INDEX = re.compile(r"-?[0-9]+(?=[ \t]*(?:->|::|[.,)]|\Z))")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def match_quoted(scanner: Scanner) -> tuple[str, int] | None:
    """Return the text between the quotes that open here, without escapes, and the position after them."""
    match = _QUOTED.match(scanner.text, scanner.pos)
    if match is None:
        return None
    inner = match[1]
    return (_ESCAPE.sub(r"\1", inner) if "\\" in inner else inner), match.end()


def parse_quoted(scanner: Scanner) -> str:
    """Parse a name or value in quotes; a quote stands here."""
    quoted = match_quoted(scanner)
    if quoted is None:
        scanner.expect('"\\\\"', '"\\""', at=len(scanner.text))
        raise scanner.failure()
    scanner.advance(quoted[1])
    return quoted[0]


def parse_name(scanner: Scanner) -> str | None:
    """Parse a name, None (with its note) where none starts."""
    text, pos = scanner.text, scanner.pos
    match = _NAME.match(text, pos)
    if match is not None:
        return _finish_name(scanner, match, tail=_NAME_TAIL)
    if text.startswith('"', pos):
        return parse_quoted(scanner)
    scanner.expect(NAME_LABEL)
    return None


def require_name(scanner: Scanner) -> str:
    """Parse a name that must stand here."""
    name = parse_name(scanner)
    if name is None:
        raise scanner.failure()
    return name


def parse_names(scanner: Scanner) -> tuple[str, ...]:
    """Parse names with commas between them, to the end of the text."""
    names = [require_name(scanner)]
    while True:
        scanner.skip_spaces()
        if not scanner.accepts(","):
            break
        scanner.skip_spaces()
        names.append(require_name(scanner))
        if len(names) > MAX_NAMES:
            raise scanner.refusal(f"more than {MAX_NAMES} names")
    scanner.require_end()
    return tuple(names)


def parse_path_names(scanner: Scanner) -> list[str]:
    """Parse names with dots between them."""
    names = [require_name(scanner)]
    while accepts_delimiter(scanner):
        names.append(require_name(scanner))
    return names


def parse_identifier(scanner: Scanner) -> str:
    """Parse the name of a type or of a text search configuration, which has neither quotes nor dashes."""
    match = _IDENTIFIER.match(scanner.text, scanner.pos)
    if match is None:
        scanner.expect(*IDENTIFIER_TAIL)
        raise scanner.failure()
    scanner.advance(match.end(), IDENTIFIER_TAIL)
    return match[0].strip()


def accepts_delimiter(scanner: Scanner) -> bool:
    """Consume a dot if it stands here, otherwise note that it was expected."""
    if scanner.text.startswith(".", scanner.pos):
        scanner.advance(scanner.pos + 1)
        return True
    scanner.expect(DELIMITER_LABEL)
    return False


def parse_field(scanner: Scanner) -> FieldRef | None:
    """Parse a name with its JSON path, None where no name starts."""
    name = parse_name(scanner)
    return None if name is None else FieldRef(name, parse_json_path(scanner))


def parse_json_path(scanner: Scanner) -> tuple[JsonStep, ...]:
    """Parse arrows and their keys, as many as there are."""
    text = scanner.text
    if not text.startswith("->", scanner.pos):
        scanner.expect('"->>"', '"->"')
        return ()
    steps: list[JsonStep] = []
    while text.startswith("->", scanner.pos):
        as_text = text.startswith("->>", scanner.pos)
        scanner.advance(scanner.pos + (3 if as_text else 2))
        steps.append(JsonStep(_parse_json_key(scanner), as_text))
        if len(steps) > scanner.max_depth:
            raise scanner.refusal(f"a JSON path of more than {scanner.max_depth} arrows")
    scanner.expect('"->>"', '"->"')
    return tuple(steps)


def _parse_json_key(scanner: Scanner) -> str | int:
    text, pos = scanner.text, scanner.pos
    if text.startswith('"', pos):
        return parse_quoted(scanner)
    index = _INDEX.match(text, pos)
    if index is not None:
        if len(index[0]) > MAX_INDEX_DIGITS:
            raise scanner.refusal(f"an array index of more than {MAX_INDEX_DIGITS} digits")
        scanner.advance(index.end(), ("digit",))
        return int(index[0])
    key = _KEY.match(text, pos)
    if key is not None:
        return _finish_name(scanner, key, tail=_KEY_TAIL)
    if text.startswith("-", pos):
        scanner.expect("digit", at=pos + 1)
    else:
        scanner.expect('"-"', "digit", KEY_LABEL)
    raise scanner.failure()


def _finish_name(scanner: Scanner, match: re.Match[str], *, tail: tuple[str, ...]) -> str:
    """Consume a name; blanks around it and around its dashes do not belong to it."""
    end, name = match.end(), match[0]
    scanner.advance(end, tail)
    text = scanner.text
    if text.startswith("-", end) and not text.startswith("->", end):
        scanner.advance(end + 1)
        scanner.expect(*(IDENTIFIER_TAIL if tail is _NAME_TAIL else (KEY_LABEL,)))
        raise scanner.failure()
    if " " not in name:
        return name
    return "-".join(part.strip() for part in name.split("-"))
