"""The pages of a server that has no data yet, in a real browser: they say so, and what to do next."""

import json
import re
from typing import Any, Final

import pytest

from support.browser import Browser
from support.page_crawl import crawl
from support.web_page import build_page
from support.world import World

CLAIMS: Final = re.compile(r"\beverything\b", re.IGNORECASE)
"""Words that are not true of nothing."""
BARS: Final = """return [...document.querySelectorAll('main [role=progressbar], main [role=meter], main rect')]
    .filter(bar => bar.checkVisibility()).map(bar => bar.outerHTML.slice(0, 160))"""
PRIMARY: Final = """return [...document.querySelectorAll('main [class*=primary]')]
    .filter(action => action.checkVisibility()).map(action => action.innerText)"""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_an_empty_server_claims_nothing_and_leads_on(browser: Browser, world: World) -> None:
    """No page says "everything", draws a bar, reports an error or has more than one primary action."""
    server = world.start("serve", SERVE_FRONTEND_DIR=str(build_page())).wait_ready()
    faults: dict[str, Any] = {}

    def check(path: str) -> None:
        found = {
            "claims": CLAIMS.findall(browser.text("body")),
            "bars": browser.run(BARS),
            "primary actions": actions if len(actions := browser.run(PRIMARY)) > 1 else [],
            "problems": browser.take_problems(),
        }
        if any(found.values()):
            faults[path] = {name: value for name, value in found.items() if value}

    visited = crawl(browser, server, visit=check)
    assert len(visited) > 20
    assert json.dumps(faults, indent=1) == "{}"
