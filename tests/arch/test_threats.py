"""The tests that guard against threats exist."""

import re

from arch.tree import ROOT, SOURCE, expect_none, functions

THREATS = ROOT / "docs/explain/threats.md"
TEST = re.compile(r"`([a-z0-9_/]+\.py)::(test_\w+)`")
ROW = re.compile(r"^\| (?!Threat \||---)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def is_of_deleted_app(path: str) -> bool:
    """Return whether a test belongs to an app that was deleted with its tests."""
    kind, area, *below = path.split("/")
    if not below:
        return False
    places = (ROOT / "tests" / kind / area, SOURCE / "apps" / area, SOURCE / "foundation" / area)
    return not any(place.exists() for place in places)


def test_every_named_test_exists() -> None:
    """Each test that the page names is in the file that it names."""
    named = TEST.findall(THREATS.read_text())
    assert len(named) > 50
    missing = []
    for path, name in named:
        file = ROOT / "tests" / path
        known = {function.name for function in functions(file)} if file.exists() else set()
        if name not in known and not is_of_deleted_app(path):
            missing.append(f"{path}::{name}")
    expect_none(missing)


def test_every_threat_has_a_test() -> None:
    """Each row of the tables has a threat, a prevention and a test."""
    rows = ROW.findall(THREATS.read_text())
    assert len(rows) > 30
    expect_none([threat for threat, _, tests in rows if not TEST.search(tests)])
