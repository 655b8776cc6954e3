"""The generated TypeScript types of each API."""

import difflib
import os
import subprocess
from pathlib import Path

from arch.tree import ROOT
from support.processes import AlcoveProcess
from support.web_page import build_page


def test_the_generated_types_are_up_to_date(server: AlcoveProcess, tmp_path: Path) -> None:
    """The types in the repository equal those of the server's APIs; `npm run generate` updates them."""
    build_page()
    subprocess.run(
        ["node", "scripts/generate.mjs", f"http://127.0.0.1:{server.port}"],
        cwd=ROOT / "web",
        env={"PATH": os.environ["PATH"], "TARGET": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    written = {file.name: file.read_text().splitlines() for file in tmp_path.glob("*.d.ts")}
    stored = {file.name: file.read_text().splitlines() for file in (ROOT / "web/src/generated").glob("*.d.ts")}
    assert "server.d.ts" in written
    # The file of a deleted app may stay; addresses that were the app's can be the server's own then.
    deleted = stored.keys() - written.keys()
    for name, lines in written.items():
        changed = difflib.unified_diff(stored.get(name, []), lines, name, lineterm="", n=0)
        assert [line for line in changed if not (deleted and line.startswith(("+", "@", "---")))] == []
