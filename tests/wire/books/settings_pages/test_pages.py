"""The settings pages: which fields they show, what they save, and what they refuse."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from alcove.foundation.database import Pool
from support.golden import check
from wire.books.settings_pages.conftest import Serve

GOLDEN = Path(__file__).parent / "golden"
PREFIXES = pytest.mark.parametrize("prefix", ["/api", "/request/api"])
KINDS = {
    "TextField", "PasswordField", "NumberField", "CheckboxField", "SelectField", "MultiSelectField",
    "OrderableListField", "ActionButton", "HeadingField",
}  # fmt: skip


@PREFIXES
async def test_all_pages_are_shown(client: httpx2.AsyncClient, prefix: str) -> None:
    """Every tab with its fields equals the golden file."""
    answer = await client.get(f"{prefix}/settings")
    assert answer.status_code == 200
    pages = answer.json()
    check(GOLDEN / "pages.json", pages)
    assert {field["type"] for tab in pages["tabs"] for field in tab["fields"]} == KINDS
    keys = [field["key"] for tab in pages["tabs"] for field in tab["fields"]]
    assert len(keys) == len(set(keys))
    for tab in pages["tabs"]:
        one = await client.get(f"{prefix}/settings/{tab['name']}/")
        assert one.json() == tab


async def test_an_unknown_settings_page(client: httpx2.AsyncClient) -> None:
    """An unknown tab is refused by name, for each method."""
    expected = {"error": "Unknown settings tab: nothing"}
    for answer in (
        await client.get("/api/settings/nothing"),
        await client.put("/api/settings/nothing", json={"A": 1}),
        await client.post("/api/settings/nothing/action/test"),
    ):
        assert answer.status_code == 404
        assert answer.json()["error"] == expected["error"]


@PREFIXES
async def test_saved_settings_apply_at_once(client: httpx2.AsyncClient, prefix: str) -> None:
    """Only the sent keys change, and the response lists them."""
    sent = {"BOOK_LANGUAGE": ["de", "en"], "AUTO_OPEN_DOWNLOADS_SIDEBAR": True}
    answer = await client.put(f"{prefix}/settings/general", json=sent)
    assert answer.status_code == 200
    assert answer.json() == {
        "success": True,
        "message": "Saved: 2",
        "updated": ["BOOK_LANGUAGE", "AUTO_OPEN_DOWNLOADS_SIDEBAR"],
        "requiresRestart": False,
        "restartRequiredFor": [],
    }
    config = (await client.get(f"{prefix}/config")).json()
    assert config["default_language"] == ["de", "en"]
    assert config["auto_open_downloads_sidebar"] is True
    assert config["supported_formats"][0] == "epub"
    await client.put(f"{prefix}/settings/general", json={"SUPPORTED_FORMATS": ["pdf"]})
    config = (await client.get(f"{prefix}/config")).json()
    assert (config["supported_formats"], config["default_language"]) == (["pdf"], ["de", "en"])


async def test_saved_settings_reach_other_processes(serve: Serve) -> None:
    """A stored value applies to other processes a moment later, and after a restart."""
    async with serve() as one, serve() as other, one.client() as here, other.client() as there:
        assert (await there.get("/api/config")).json()["search_mode"] == "direct"
        async with other.deps.pg_listener.subscribe("preferences") as logged:
            await here.put("/api/settings/search_mode", json={"SEARCH_MODE": "universal"})
            await asyncio.wait_for(logged.get(), 60)
        assert (await there.get("/api/config")).json()["search_mode"] == "universal"
    async with serve() as later, later.client() as client:
        assert (await client.get("/api/config")).json()["search_mode"] == "universal"


async def test_the_environment_wins(serve: Serve) -> None:
    """A setting of the environment is marked, cannot be saved, and takes precedence over a stored value."""
    async with serve() as served, served.client() as client:
        await client.put("/api/settings/search_mode", json={"SEARCH_LIMIT": 7})
        field = await _field(client, "search_mode", "SEARCH_LIMIT")
        assert (field["value"], field["fromEnv"]) == (7, False)
    async with serve(SEARCH_LIMIT="40") as served, served.client() as client:
        field = await _field(client, "search_mode", "SEARCH_LIMIT")
        assert (field["value"], field["fromEnv"]) == (40, True)
        answer = await client.put("/api/settings/search_mode", json={"SEARCH_LIMIT": 9})
        assert answer.status_code == 400
        assert answer.json()["message"] == "SEARCH_LIMIT is set by the environment"
    async with serve() as served, served.client() as client:
        assert (await _field(client, "search_mode", "SEARCH_LIMIT"))["value"] == 7


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("general", {"CALIBRE_WEB_URL": "javascript:alert(1)"}, "CALIBRE_WEB_URL must be an http or https address"),
    ("general", {"AUTO_OPEN_DOWNLOADS_SIDEBAR": "perhaps"}, "AUTO_OPEN_DOWNLOADS_SIDEBAR must be true or false"),
    ("general", {"BOOK_LANGUAGE": {"a": 1}}, "BOOK_LANGUAGE must be"),
    ("general", {"NOTHING": 1}, "There is no setting NOTHING here"),
    ("general", {"DEBUG": True}, "There is no setting DEBUG here"),
    ("downloads", {"MAX_CONCURRENT_DOWNLOADS": 11}, "MAX_CONCURRENT_DOWNLOADS must be a whole number from 1 to 10"),
    ("downloads", {"MAX_CONCURRENT_DOWNLOADS": 0}, "MAX_CONCURRENT_DOWNLOADS must be"),
    ("downloads", {"MAX_CONCURRENT_DOWNLOADS": "many"}, "MAX_CONCURRENT_DOWNLOADS must be"),
    ("downloads", {"MAX_RETRY": 1.5}, "MAX_RETRY must be"),
    ("downloads", {"MAX_RETRY": [1]}, "MAX_RETRY must be"),
    ("downloads", {"INGEST_PUBLISH": "fax"}, "INGEST_PUBLISH must be one of rename, write"),
    ("downloads", {"TEMPLATE_RENAME": "x" * 501}, "TEMPLATE_RENAME must be"),
    ("downloads", {"DESTINATION": "/etc"}, "DESTINATION: Set by the environment only, unless ALLOW_DANGEROUS"),
    ("advanced", {"CUSTOM_SCRIPT": "/bin/sh"}, "CUSTOM_SCRIPT: Set by the environment only"),
    ("security", {"AUTH_MODE": "none"}, "AUTH_MODE: Set by the environment only, unless"),
    ("security", {"BUILTIN_PASSWORD": "long enough"}, "BUILTIN_PASSWORD: Set by the environment only, unless"),
    ("security", {"CWA_DB_PATH": "/x"}, "CWA_DB_PATH: Set by the environment only, unless"),
    ("security", {"ALLOW_DANGEROUS_SETTINGS": True}, "There is no setting ALLOW_DANGEROUS_SETTINGS here"),
    ("network", {"CUSTOM_DNS": "google"}, "CUSTOM_DNS: The network is set by the environment"),
    ("download_sources", {"IA_SECRET_KEY": "abc"}, "IA_SECRET_KEY: Set by the environment only, unless"),
    ("download_sources", {"SOURCES": "gutenberg"}, "SOURCES must be a list"),
    ("download_sources", {"SOURCES": [{"id": "elsewhere", "enabled": True}]}, "SOURCES: there is no catalogue"),
    ("download_sources", {"SOURCES": [["gutenberg"]]}, "SOURCES must be a list"),
    ("cloudflare_bypass", {"EXT_BYPASSER_URL": "http://10.0.0.1"}, "EXT_BYPASSER_URL: Set by the environment only"),
]


async def test_invalid_values_are_refused(client: httpx2.AsyncClient, pool: Pool) -> None:
    """If one value is invalid, nothing is saved, and the response names the value and the reason."""
    for tab, sent, message in REFUSED:
        fine = {"general": "DOWNLOAD_TO_BROWSER", "advanced": "LEGACY_STATUS_NAMES", "security": ""}.get(tab)
        answer = await client.put(f"/api/settings/{tab}", json={fine: True, **sent} if fine else sent)
        assert answer.status_code == 400, sent
        result = answer.json()
        assert result["message"].startswith(message)
        assert (result["success"], result["updated"], result["requiresRestart"]) == (False, [], False)
    assert await pool.fetchval("SELECT count(*) FROM preference") == 0


async def test_bodies_that_are_no_object_are_refused(client: httpx2.AsyncClient) -> None:
    """The body must be a JSON object."""
    for body in (b"", b"[]", b"1", b"null", b'"x"', b"{", b"\xff"):
        answer = await client.put("/api/settings/general", content=body)
        assert (answer.status_code, answer.json()["error"]) == (400, "Request body must be a JSON object"), body


async def test_an_empty_object_changes_nothing(client: httpx2.AsyncClient) -> None:
    """An empty object changes nothing, and the response says so."""
    result = (await client.put("/api/settings/general", json={})).json()
    assert (result["success"], result["message"], result["updated"]) == (True, "No changes to save", [])


async def test_secrets_can_be_written_but_not_read(serve: Serve, pool: Pool) -> None:
    """If allowed, a secret can be set; no response contains it, and an empty value keeps it."""
    async with serve(ALLOW_DANGEROUS_SETTINGS="yes") as served, served.client() as client:
        field = await _field(client, "download_sources", "IA_SECRET_KEY")
        assert (field["value"], field["placeholder"]) == ("", "not set")
        answer = await client.put("/api/settings/download_sources", json={"IA_SECRET_KEY": "s3cret-value"})
        assert answer.json()["updated"] == ["IA_SECRET_KEY"]
        field = await _field(client, "download_sources", "IA_SECRET_KEY")
        assert (field["value"], field["placeholder"]) == ("", "set; leave empty to keep it")
        assert (await client.put("/api/settings/download_sources", json={"IA_SECRET_KEY": ""})).json()["updated"] == []
        assert "s3cret-value" not in (await client.get("/api/settings")).text
    stored = await pool.fetchval("SELECT value #>> '{}' FROM preference WHERE name = 'ia_secret_key'")
    assert stored == "s3cret-value"


async def test_the_configured_password_is_required(serve: Serve, pool: Pool) -> None:
    """If allowed, name and password are set on the page, and are required from then on."""
    sent = {"AUTH_MODE": "builtin", "BUILTIN_USERNAME": "me", "BUILTIN_PASSWORD": "correct horse"}
    async with serve(ALLOW_DANGEROUS_SETTINGS="yes") as served, served.client() as client:
        short = await client.put("/api/settings/security", json={**sent, "BUILTIN_PASSWORD": "short"})
        assert short.json()["message"] == "BUILTIN_PASSWORD must have 8 characters or more"
        answer = await client.put("/api/settings/security", json=sent)
        assert answer.json()["updated"] == ["AUTH_MODE", "BUILTIN_USERNAME", "BUILTIN_PASSWORD"]
        assert (await client.get("/api/settings")).status_code == 401
        assert (await client.get("/api/settings", auth=httpx2.BasicAuth("me", "correct horse"))).status_code == 200
    assert "correct horse" not in json.dumps(
        [dict(row) for row in await pool.fetch("SELECT * FROM preference")], default=str
    )


async def test_catalogues_keep_their_order(client: httpx2.AsyncClient) -> None:
    """The list is saved in the order of the page, and disabled catalogues stay in it."""
    sent = [
        {"id": "gutenberg", "enabled": True},
        {"id": "opds", "enabled": False},
        {"id": "standardebooks", "enabled": True},
    ]
    await client.put("/api/settings/download_sources", json={"SOURCES": sent})
    field = await _field(client, "download_sources", "SOURCES")
    assert [(field["id"], field["enabled"]) for field in field["value"]] == [
        ("gutenberg", True), ("standardebooks", True), ("internetarchive", False), ("opds", False),
    ]  # fmt: skip


async def test_concurrent_saves_both_succeed(client: httpx2.AsyncClient) -> None:
    """Concurrent changes of different settings are both saved."""
    names = ["MAX_RETRY", "DEFAULT_SLEEP", "STATUS_TIMEOUT", "MAX_CONCURRENT_DOWNLOADS", "DOWNLOAD_TIMEOUT"]
    values = [7, 9, 61, 5, 77]
    await asyncio.gather(
        *(client.put("/api/settings/downloads", json={name: value}) for name, value in zip(names, values, strict=True))
    )
    fields = (await client.get("/api/settings/downloads")).json()["fields"]
    assert {field["key"]: field["value"] for field in fields if field["key"] in names} == dict(
        zip(names, values, strict=True)
    )


async def test_an_invalid_stored_value_is_ignored(serve: Serve, pool: Pool) -> None:
    """Invalid rows prevent neither the start nor any response."""
    await pool.execute(
        "INSERT INTO preference (name, value) VALUES ('search_limit', '\"many\"'), ('gone', '1'), ('max_retry', '8')"
    )
    async with serve() as served, served.client() as client:
        assert (await _field(client, "search_mode", "SEARCH_LIMIT"))["value"] == 100
        assert (await _field(client, "downloads", "MAX_RETRY"))["value"] == 8


async def test_folders_are_tested(client: httpx2.AsyncClient, serve: Serve, tmp_path: Path) -> None:
    """The button writes to the folders; a problem is reported without a path."""
    path = "/api/settings/downloads/action/test_destination"
    answer = await client.post(path)
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    (tmp_path / "file").write_text("")
    async with serve(DESTINATION=str(tmp_path / "file")) as served, served.client() as other:
        answer = await other.post(path, json={"DESTINATION": str(tmp_path)})
        assert (answer.status_code, answer.json()["success"]) == (400, False)
        assert str(tmp_path) not in answer.text


async def test_covers_are_cleared(client: httpx2.AsyncClient) -> None:
    """The button returns the number of removed covers."""
    answer = await client.post("/api/settings/advanced/action/clear_covers", json={})
    assert (answer.status_code, answer.json()) == (200, {"success": True, "message": "Covers removed: 0"})


@pytest.mark.parametrize("path", ["general/action/test_destination", "downloads/action/nothing"])
async def test_an_unknown_button(client: httpx2.AsyncClient, path: str) -> None:
    """A button works on its own page only."""
    assert (await client.post(f"/api/settings/{path}")).status_code == 404


async def _field(client: httpx2.AsyncClient, tab: str, key: str) -> dict[str, Any]:
    fields = (await client.get(f"/api/settings/{tab}")).json()["fields"]
    found: dict[str, Any] = next(field for field in fields if field["key"] == key)
    return found
