"""Processes start without slow imports, and imports go down only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from arch.tree import ROOT, SOURCE, sources

SLOW_IMPORTS = {
    "aiohttp",
    "apprise",
    "dns",
    "engineio",
    "fasteners",
    "httpx2",
    "icalendar",
    "jinja2",
    "lxml",
    "oauthlib",
    "pandas",
    "procrastinate",
    "psycopg",
    "publicsuffixlist",
    "purgatory",
    "pydantic",
    "recurring_ical_events",
    "redis",
    "rich",
    "sklearn",
    "socketio",
    "sqlalchemy",
    "tenacity",
    "typer",
    "uritemplate",
}


@pytest.mark.parametrize(
    "module", ["alcove.main.api", "alcove.main.worker", "alcove.main.supervisor.serve", "alcove.main.cli"]
)
def test_no_role_imports_a_slow_import(module: str) -> None:
    """The roles import libraries that cost a tenth of a second each on first use, not at start."""
    assert _load_modules(f"import {module}") & SLOW_IMPORTS == set()


def test_the_endpoints_of_every_app_are_built_without_a_slow_import() -> None:
    """An api process builds all routes without the libraries that only some of them need."""
    modules = [".".join(path.relative_to(SOURCE.parent).with_suffix("").parts) for path in sources(SOURCE / "apps")]
    imports = [f"import {module}" for module in modules if "routes" in module.split(".")]
    script = "\n".join(["import alcove.main.api", *imports])
    assert _load_modules(script) & SLOW_IMPORTS == set()


def _load_modules(script: str) -> set[str]:
    """Return the top-level packages that a fresh interpreter holds after a script."""
    code = f"{script}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_imports_go_down_only() -> None:
    """Every contract of the import linter is kept."""
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [tool, "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
