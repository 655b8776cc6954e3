"""The reference of the learning tools against what the server serves."""

import re
from pathlib import Path

import httpx2

from alcove.apps.study.exports import ExportName
from integration.study.planner.site import NativeClient

TABLE = Path(__file__).parents[4] / "docs" / "reference" / "learning-tools.md"


def test_every_learning_tool_has_its_routes_and_exports(client: NativeClient, http: httpx2.Client) -> None:
    """Each is listed, created, read, changed, deleted and exported; the page names every export."""
    paths = http.get("/openapi.json", headers={"Authorization": f"Bearer {'t' * 30}"}).json()["paths"]
    text = TABLE.read_text()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")
    ]
    assert len(rows) == 12
    for _, listed, row, export, further in rows[1:]:
        assert {"get", "post"} <= set(paths[listed.strip("`")]), listed
        assert {"get", "delete", "patch"} <= set(paths[row.strip("`")]), row
        for path in re.findall(r"`([^`]+)`", further):
            assert path in paths, path
        assert ExportName(export.strip("`"))
    named = {name for name in ExportName if f"`{name}`" in text}
    assert named == set(ExportName)
    assert client.get("exports/tasks")["rows"] == []
