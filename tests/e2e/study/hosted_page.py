"""A page that was built for a hosted project, unchanged: its host name leads to a server here, over TLS."""

import json
import ssl
import time
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any, Final

import jwt
import psycopg

from support.browser import Browser
from support.processes import AlcoveProcess
from support.sockets import free_port
from support.supabase_js import FOLDER, PACKAGES, require_node
from support.until import until
from support.world import World, make_world

HOST: Final = "studyproject.supabase.example"
STORED: Final = "sb-studyproject-auth-token"
PAGES: Final = Path(__file__).parent / "page"
BUNDLE: Final = FOLDER / "node_modules" / "supabase-js-2.57.4" / "dist" / "umd" / "supabase.js"
PASSWORD: Final = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Project:
    """The page's server, as the page and the tests reach it."""

    world: World
    page: str
    port: int
    certificate: Path
    service_key: str

    @property
    def hosts(self) -> Mapping[str, int]:
        """The host name that the page knows, and the port to which it leads."""
        return {HOST: self.port}

    def post(self, path: str, body: Mapping[str, Any], *, prefer: str = "") -> Any:
        """Send JSON with the service key, and return what came back."""
        fields = {
            "apikey": self.service_key,
            "authorization": f"Bearer {self.service_key}",
            "content-type": "application/json",
            "prefer": prefer,
        }
        request = urllib.request.Request(
            f"https://127.0.0.1:{self.port}{path}", data=json.dumps(body).encode(), headers=fields
        )
        with _make_opener(self.certificate).open(request) as response:
            return json.loads(response.read())

    def fetch(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return rows of the database."""
        with psycopg.connect(self.world.dsn) as connection:
            return connection.execute(sql, values).fetchall()


@contextmanager
def serve_project(migrated_data: Path, folder: Path, *, name: str, **variables: str) -> Iterator[Project]:
    """Yield a server with the page `name` at its port for programs, over TLS."""
    require_node(PACKAGES[0])
    key = _make_foreign_key()
    _build_page(folder, name, key=key)
    port = free_port()
    with make_world(migrated_data, STUDY_ANON_KEYS=key, **variables) as world:
        tls = _make_certificate(world)
        process = world.start(
            "serve",
            ALCOVE_TLS_CERT=tls["ALCOVE_TLS_CERT"],
            ALCOVE_TLS_KEY=tls["ALCOVE_TLS_KEY"],
            STUDY_PORT=str(port),
            STUDY_DIST=str(folder),
            SITE_URL=f"https://127.0.0.1:{port}",
            API_EXTERNAL_URL=f"https://{HOST}",
        )
        _wait_ready(process, port=port, certificate=Path(tls["ALCOVE_TLS_CERT"]))
        service_key = world.run_json("study", "keys")["service_role_key"]
        yield Project(world, f"https://127.0.0.1:{port}", process.port, Path(tls["ALCOVE_TLS_CERT"]), service_key)


def click(page: Browser, name: str) -> str:
    """Click a button and return the message of its call."""
    before = page.text("#message")
    page.click(css=f"#{name}")
    page.wait(lambda: f"{name}: " in page.text("#message") and page.text("#message") != before)
    return page.text("#message").partition(": ")[2]


def read_session(page: Browser) -> Any:
    """Return the session that the browser keeps under the host's name, or None."""
    kept = page.run("return localStorage.getItem(arguments[0])", STORED)
    return json.loads(kept) if kept else None


def _make_foreign_key() -> str:
    """Return the anon key of a project whose secret nobody here knows."""
    return jwt.encode({"iss": "supabase", "role": "anon", "exp": int(time.time()) + 3600}, str(uuid.uuid4()))


def _build_page(folder: Path, name: str, *, key: str) -> None:
    (folder / "assets").mkdir()
    copyfile(BUNDLE, folder / "assets" / "supabase.js")
    copyfile(PAGES / f"{name}.html", folder / "index.html")
    script = (PAGES / f"{name}.js").read_text().replace("{url}", f"https://{HOST}").replace("{key}", key)
    (folder / "assets" / "page.js").write_text(script)


def _make_certificate(world: World) -> dict[str, str]:
    made = world.run("cert", HOST)
    assert made.returncode == 0, made.stderr
    return dict(line.split("=", 1) for line in made.stdout.splitlines())


def _make_opener(certificate: Path) -> urllib.request.OpenerDirector:
    """Return what opens addresses without a proxy, and trusts one certificate."""
    context = ssl.create_default_context(cafile=str(certificate))
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))


def _wait_ready(process: AlcoveProcess, *, port: int, certificate: Path) -> None:
    opener = _make_opener(certificate)

    def is_ready() -> bool:
        assert process.process.poll() is None, process.output
        try:
            with opener.open(f"https://127.0.0.1:{port}/") as response:
                return bool(response.status == 200)
        except OSError:
            return False

    until(is_ready, describe=lambda: process.output)
