"""Runs axe, which checks rules of accessibility, on the page as it is now."""

import json
from pathlib import Path
from typing import Any

import pytest

from arch.tree import ROOT
from support.browser import Browser

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """return axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})
    .then(found => JSON.stringify(found.violations.map(({id, nodes}) =>
        [id, nodes.slice(0, 3).map(({html, failureSummary}) => html.slice(0, 160) + ' ' + failureSummary)])))"""


def find_faults(browser: Browser, script: str) -> list[Any]:
    """Return the violated rules, each with the first elements that violate it."""
    if not browser.run("return 'axe' in window"):
        browser.run(script)
    faults: list[Any] = json.loads(browser.run(RUN_AXE))
    return faults


def read_axe() -> str:
    """Return axe's program; skip the test where the page's packages are not installed."""
    if not Path(AXE).is_file():
        pytest.skip("axe-core is not installed")
    return AXE.read_text()
