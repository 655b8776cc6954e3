"""Names are the terms of the field: words that the vocabulary replaces do not come back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from arch.tree import ROOT, expect_none, location, parse_file, sources

# A word that no name contains, and what to call the thing.
REPLACED = {
    "anew": "again is rarely needed: restart, retry, recreate",
    "apart": "ProcessExecutor, or separate",
    "around": "Deps",
    "asked": "requested, or the thing that is requested",
    "choosing": "select",
    "desk": "the app's facade",
    "door": "a client, a gateway or an authenticator",
    "doors": "clients, gateways or authenticators",
    "drawing": "select, or selection",
    "each": "the thing itself: offer, row, path",
    "ear": "PgListener",
    "foretell": "predict",
    "foretold": "predicted",
    "given": "the thing itself: value, header, argument",
    "handpicking": "select by hand",
    "learnt": "trained, or FittedModel",
    "lessons": "TrainingSet",
    "lightly": "lazy imports",
    "noted": "stored, recorded",
    "notices": "PgListener, Notification",
    "nowhere": "NotFoundPage",
    "office": "CommandContext",
    "owning": "fencing",
    "parcels": "serialize",
    "putback": "Requeue",
    "ride": "InFlight",
    "road": "a client",
    "roads": "clients",
    "settle": "what is meant: store, decide, finish",
    "sharing": "multi-process metrics",
    "sought": "query, filters",
    "standin": "InlineWorker",
    "surroundings": "Deps",
    "teller": "ProgressReporter",
    "telling": "ProgressReporter",
    "told": "reported, or the message itself",
    "trouble": "error, problem",
    "troubles": "errors, problems",
    "trying": "retry",
    "wish": "request, form, query",
    "workshop": "SettingsActions",
}
# Exceptions, as (word, path), with their reason: names that another program, a library or a stored value decides.
ALLOWED: dict[tuple[str, str], str] = {}

# A function's name begins with a verb, or is a noun for what it returns. These words alone are neither.
NO_VERBS = frozenset({
    "given", "told", "asked", "found", "known", "taken", "gone", "lost", "heard", "seen", "shown", "chosen",
    "spoken", "written", "drawn", "bound", "caught", "brought", "sought", "thrown", "begun", "beyond",
    "behind", "again", "anew", "around", "apart", "once", "either", "every", "each", "inside", "among",
    "harmless", "doubt", "trouble", "troubles", "warnings", "facts", "looks", "strays", "ways",
})  # fmt: skip
PREPOSITIONS = frozenset(["by", "for", "from", "in", "of", "on", "to", "with", "without"])
ENDS_LIKE_A_PARTICIPLE = re.compile(r"(?!need|feed|seed|embed|speed|proceed|exceed|succeed|shed|bed)\w+ed")
OPENERS = re.compile(r"(Give|Gives|Tell|Tells|Say|Says|Hear|Hears)\b")
SCRIPT_NAME = re.compile(r"\b(?:function|const|let|class|interface|type|enum)\s+([A-Za-z_$][\w$]*)|\bfor \(const (\w+)")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module


def test_names_contain_no_replaced_word() -> None:
    """No module, class, function, parameter or variable of Python or TypeScript has a word that was replaced."""
    expect_none(
        f"{location(path, line)} {name}: {word} -> {REPLACED[word]}"
        for path in (*sources(), *scripts())
        for line, name in names(path)
        for word in sorted(split_name(name) & REPLACED.keys())
        if (word, path.relative_to(ROOT).as_posix()) not in ALLOWED
    )


def test_functions_are_named_by_what_they_do() -> None:
    """No function is named by a lone participle, preposition or adjective; properties and fixtures may be."""
    expect_none(
        f"{location(path, node.lineno)} {node.name}"
        for path in sources()
        for node in ast.walk(parse_file(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if not is_value(node) and not says_what_it_does(node.name)
    )


def test_docstrings_state_the_contract() -> None:
    """A docstring begins with what is returned or done: no "Give", "Tell" or "Say"."""
    expect_none(
        f"{location(path, getattr(node, 'lineno', 1))} {text.splitlines()[0]}"
        for path in sources()
        for node in ast.walk(parse_file(path))
        if isinstance(node, Definition)
        if (text := ast.get_docstring(node)) and OPENERS.match(text)
    )


def test_allowed_names_are_still_used() -> None:
    """Each exception names a file in which the word occurs."""
    expect_none(
        f"{path}: {word}"
        for word, path in ALLOWED
        if not any(word in split_name(name) for _, name in names(ROOT / path))
    )


def test_every_term_of_the_glossary_has_a_meaning_and_a_location() -> None:
    """The glossary has one row for each term, with its meaning and where it lives."""
    text = (ROOT / "docs" / "reference" / "glossary.md").read_text()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| **")
    ]
    terms = [row[0].lower() for row in rows]
    assert len(terms) > 40
    expect_none(sorted({term for term in terms if terms.count(term) > 1}))
    expect_none(row for row in rows if len(row) != 3 or not all(row))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def told(): ...", True), ("def _asked_for(): ...", True), ("def f(given): ...", True), ("each = 1", True),
        ("class Door: ...", True), ("for each in x: ...", True), ("x = lambda told: told", True),
        ("class PgListener: ...", False),
        ("def search_offers(filters): ...", False), ("for offer in offers: ...", False),
        ("reach = teach = 1", False), ("x = 'told'", False),
    ],
)  # fmt: skip
def test_words_are_found_in_names_only(tmp_path: Path, code: str, *, found: bool) -> None:
    """Whole words count, in every kind of name; texts and other words that contain them do not."""
    file = tmp_path / "code.py"
    file.write_text(code)
    parse_file.cache_clear()
    assert any(split_name(name) & REPLACED.keys() for _, name in names(file)) == found
    parse_file.cache_clear()


def scripts() -> Iterator[Path]:
    """Yield the hand-written TypeScript files."""
    for suffix in (".ts", ".tsx"):
        yield from (path for path in sources(ROOT / "web", suffix=suffix) if "generated" not in path.parts)


def split_name(name: str) -> set[str]:
    """Return the words of a name in snake case, camel case or capitals, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)}


def names(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every name that a file defines, with its line; the file's own name first."""
    yield 0, path.stem
    if path.suffix != ".py":
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            yield from ((number, name) for match in SCRIPT_NAME.findall(line) for name in match if name)
        return
    for node in ast.walk(parse_file(path)):
        match node:
            # The name of a test is a sentence, in which "each" and "apart" are words like others.
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name.startswith("test_"):
                pass
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case _:
                pass


def is_value(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a function is read like a value: a property or a fixture."""
    decorators = {ast.unparse(decorator).split("(")[0].rpartition(".")[2] for decorator in node.decorator_list}
    return bool(decorators & {"property", "cached_property", "fixture", "setter"})


def says_what_it_does(name: str) -> bool:
    """Return False for a lone participle, preposition or adjective, also before a preposition: told, asked_for."""
    first, *rest = name.strip("_").lower().split("_")
    if rest and rest[0] not in PREPOSITIONS:
        return True
    return first not in NO_VERBS and not ENDS_LIKE_A_PARTICIPLE.fullmatch(first)
