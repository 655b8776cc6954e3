"""The tests that guard against threats and known faults exist."""

import re
from pathlib import Path

import pytest

from arch.tree import ROOT, SOURCE, expect_none, functions

PAGES = (ROOT / "docs/explain/threats.md", ROOT / "docs/explain/known-faults.md")
TEST = re.compile(r"`([a-z0-9_/]+\.py)::(test_\w+)`")
ROW = re.compile(r"^\| (?!Threat \||Fault of the earlier server \||---)(.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def is_of_deleted_app(path: str) -> bool:
    """Return whether a test belongs to an app that was deleted with its tests."""
    kind, area, *below = path.split("/")
    if not below:
        return False
    places = (ROOT / "tests" / kind / area, SOURCE / "apps" / area, SOURCE / "foundation" / area)
    return not any(place.exists() for place in places)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_named_test_exists(page: Path) -> None:
    """Each test that the page names is in the file that it names."""
    named = TEST.findall(page.read_text())
    assert len(named) > 50
    missing = []
    for path, name in named:
        file = ROOT / "tests" / path
        known = {function.name for function in functions(file)} if file.exists() else set()
        if name not in known and not is_of_deleted_app(path):
            missing.append(f"{path}::{name}")
    expect_none(missing)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_threat_has_a_test(page: Path) -> None:
    """Each row of the tables has a threat or a fault, a prevention and a test."""
    rows = ROW.findall(page.read_text())
    assert len(rows) > 30
    expect_none([threat for threat, _, tests in rows if not TEST.search(tests)])


def test_every_known_fault_is_on_the_page_once() -> None:
    """The page has all 36 faults."""
    numbers = re.findall(r"^\| (\d+): ", PAGES[1].read_text(), re.MULTILINE)
    assert sorted(map(int, numbers)) == list(range(1, 37))
