"""Templates of Anki: what the sides of a card show of the fields of its note."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_TAG: Final = re.compile(r"\{\{([^{}]*)\}\}")
_CLOZE: Final = re.compile(r"\{\{c(\d{1,3})::")
_ANSWER: Final = re.compile(r"<hr[^>]*id\s*=\s*[\"']?answer[\"']?[^>]*>", re.IGNORECASE)
_SILENT: Final = frozenset({"type", "tts", "tts-voices"})
_MAX_DEPTH: Final = 50
_MAX_OUTPUT: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The two sides of a card as HTML with fields."""

    front: str
    back: str


def render_front(template: Template, fields: Mapping[str, str], *, number: int) -> str:
    """Return the HTML of the front; a cloze with `number` is hidden."""
    return _render(template.front, fields, number=number, shows=False)


def render_back(template: Template, fields: Mapping[str, str], *, number: int) -> str:
    """Return the HTML of the back, without the front that is repeated there."""
    parts = _ANSWER.split(template.back, maxsplit=1)
    source = parts[1] if len(parts) > 1 and "{{" in parts[1] else _ANSWER.sub("", template.back)
    return _render(source, {**fields, "FrontSide": ""}, number=number, shows=True)


def _render(source: str, fields: Mapping[str, str], *, number: int, shows: bool) -> str:
    """Return a side: sections are kept or left out, and fields replaced."""
    output: list[str] = []
    hidden: list[bool] = []
    position = size = 0
    for match in _TAG.finditer(source):
        text = source[position : match.start()]
        position = match.end()
        name = match[1].strip()
        if not any(hidden):
            output.append(text)
        if name[:1] in ("#", "^"):
            is_empty = not fields.get(name[1:].strip(), "").strip()
            hidden.append(is_empty if name[0] == "#" else not is_empty)
        elif name[:1] == "/":
            hidden = hidden[:-1]
        elif not any(hidden):
            value = _read_field(name, fields, number=number, shows=shows)
            size += len(value)
            if size > _MAX_OUTPUT:
                break
            output.append(value)
    if not any(hidden):
        output.append(source[position:])
    return "".join(output)


def _read_field(name: str, fields: Mapping[str, str], *, number: int, shows: bool) -> str:
    *filters, field = [part.strip() for part in name.split(":")]
    value = fields.get(field, "")
    if "cloze" in filters or "cloze-only" in filters:
        return render_cloze(value, number=number, shows=shows)
    return "" if _SILENT.intersection(part.partition(" ")[0] for part in filters) else value


def render_cloze(text: str, *, number: int, shows: bool, depth: int = 0) -> str:
    """Return a text with clozes: the one with `number` is hidden, or shown; others are always shown."""
    if depth > _MAX_DEPTH:
        return ""
    output, position = [], 0
    while match := _CLOZE.search(text, position):
        end = _find_end(text, match.end())
        if end < 0:
            break
        output.append(text[position : match.start()])
        answer, hint = _split_hint(text[match.end() : end])
        if int(match[1]) == number and not shows:
            output.append(f"[{hint or '...'}]")
        else:
            output.append(render_cloze(answer, number=number, shows=shows, depth=depth + 1))
        position = end + 2
    return "".join([*output, text[position:]])


def _find_end(text: str, start: int) -> int:
    """Return where the braces end that were opened before `start`, -1 when they do not."""
    depth, position = 1, start
    while depth:
        closing = text.find("}}", position)
        if closing < 0:
            return -1
        opening = text.find("{{c", position, closing)
        if opening >= 0:
            depth, position = depth + 1, opening + 3
        else:
            depth, position = depth - 1, closing + 2
    return position - 2


def _split_hint(content: str) -> tuple[str, str]:
    """Return the answer and the hint of a cloze: the hint is after the last `::` outside of inner clozes."""
    inner = content.rfind("}}")
    position = content.find("::", inner + 2 if inner >= 0 else 0)
    return (content[:position], content[position + 2 :]) if position >= 0 else (content, "")
