"""A page that was built for a hosted project, unchanged: its host name leads here, and it brings its own anon key."""

import json
import re
import ssl
import time
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any, Final

import jwt
import psycopg
import pytest

from support.browser import Browser, Chromium, chromium
from support.processes import AlcoveProcess
from support.sockets import free_port
from support.supabase_js import FOLDER, PACKAGES, require_node
from support.until import until
from support.world import World, make_world

HOST: Final = "studyproject.supabase.example"
STORED: Final = "sb-studyproject-auth-token"
PAGE: Final = Path(__file__).parent / "page"
BUNDLE: Final = FOLDER / "node_modules" / "supabase-js-2.57.4" / "dist" / "umd" / "supabase.js"
PASSWORD: Final = "correct horse battery"

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Project:
    """The page's server, as the page and the tests reach it."""

    world: World
    page: str
    port: int
    certificate: Path
    service_key: str

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Send JSON with the service key, and return what came back."""
        fields = {
            "apikey": self.service_key,
            "authorization": f"Bearer {self.service_key}",
            "content-type": "application/json",
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


@pytest.fixture(scope="module")
def foreign_key() -> str:
    """Return the anon key of a project whose secret nobody here knows."""
    return jwt.encode({"iss": "supabase", "role": "anon", "exp": int(time.time()) + 3600}, str(uuid.uuid4()))


@pytest.fixture(scope="module")
def project(migrated_data: Path, foreign_key: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Yield a server with the page, over TLS, on which addresses must be confirmed."""
    require_node(PACKAGES[0])
    folder = _build_page(tmp_path_factory.mktemp("page"), foreign_key)
    port = free_port()
    with make_world(migrated_data, STUDY_ANON_KEYS=foreign_key) as world:
        tls = _make_certificate(world)
        process = world.start(
            "serve",
            ALCOVE_TLS_CERT=tls["ALCOVE_TLS_CERT"],
            ALCOVE_TLS_KEY=tls["ALCOVE_TLS_KEY"],
            STUDY_PORT=str(port),
            STUDY_DIST=str(folder),
            STUDY_AUTOCONFIRM="0",
            STUDY_MAIL_INTERVAL="0",
            SITE_URL=f"https://127.0.0.1:{port}",
            API_EXTERNAL_URL=f"https://{HOST}",
        )
        _wait_ready(process, port=port, certificate=Path(tls["ALCOVE_TLS_CERT"]))
        key = world.run_json("study", "keys")["service_role_key"]
        yield Project(world, f"https://127.0.0.1:{port}", process.port, Path(tls["ALCOVE_TLS_CERT"]), key)


@pytest.fixture(scope="module")
def browser(project: Project) -> Iterator[Chromium]:
    """Yield a browser for which the project's host is this server."""
    with chromium(hosts={HOST: project.port}) as running:
        yield running


@pytest.fixture
def page(project: Project, browser: Chromium) -> Iterator[Browser]:
    """Yield the page, without storage."""
    with browser.open_page() as opened:
        opened.open(project.page)
        opened.wait_for("INITIAL_SESSION", css="#events")
        yield opened


def test_an_account_from_sign_up_to_sign_out(page: Browser, project: Project) -> None:
    """Sign-up, the texts before the confirmation, the link, a new password, refresh, data and sign-out."""
    email = f"{uuid.uuid4()}@example.org"
    assert page.text("#user") == "nobody"
    page.type("#email", email)
    page.type("#password", PASSWORD)
    assert click(page, "sign-up") == "done"
    assert read_session(page) is None
    assert click(page, "sign-in") == "Email not confirmed"
    assert click(page, "resend") == "done"
    assert click(page, "recover") == "done"

    link = project.post(
        "/auth/v1/admin/generate_link",
        {"type": "recovery", "email": email, "redirect_to": f"{project.page}/auth?mode=reset-password"},
    )["action_link"]
    assert link.startswith(f"https://{HOST}/auth/v1/verify?")
    page.open(link)
    page.wait_for("PASSWORD_RECOVERY", css="#events")
    assert page.address.startswith(f"{project.page}/auth?mode=reset-password")
    assert page.text("#user") == email
    page.type("#email", email)
    page.type("#password", f"{PASSWORD} two")
    assert click(page, "set-password") == "done"
    session = read_session(page)
    assert session["user"]["user_metadata"]["display_name"] == email.partition("@")[0]

    assert click(page, "refresh") == "done"
    assert read_session(page)["refresh_token"] != session["refresh_token"]
    assert click(page, "add-task") == "done"
    rows = project.fetch("SELECT title FROM public.tasks WHERE user_id = %s", session["user"]["id"])
    assert rows == [("Read",)]

    page.open(project.page)
    page.wait_for(email, css="#user")
    assert click(page, "sign-out") == "done"
    assert read_session(page) is None
    assert project.fetch("SELECT 1 FROM auth.sessions WHERE user_id = %s", session["user"]["id"]) == []
    page.type("#email", email)
    page.type("#password", PASSWORD)
    assert click(page, "sign-in") == "Invalid login credentials"
    page.type("#password", f"{PASSWORD} two")
    assert click(page, "sign-in") == "done"
    assert page.text("#user") == email
    unexpected = [problem for problem in page.take_problems() if "400" not in problem]
    assert unexpected == []


def test_a_link_that_was_used(page: Browser, project: Project) -> None:
    """The page gets the error in the hash, and nobody is signed in."""
    email = f"{uuid.uuid4()}@example.org"
    project.post("/auth/v1/admin/users", {"email": email, "email_confirm": True})
    link = project.post("/auth/v1/admin/generate_link", {"type": "magiclink", "email": email})["action_link"]
    page.open(link)
    page.wait_for(email, css="#user")
    click(page, "sign-out")
    page.open(link)
    page.wait_for("nobody", css="#user")
    assert read_session(page) is None
    assert re.search("error_code=otp_expired", page.address), page.address


def test_a_provider_that_is_off(page: Browser) -> None:
    """The button leads to the stock error."""
    page.click(css="#google")
    page.wait(lambda: page.address.startswith(f"https://{HOST}/auth/v1/authorize?provider=google"))
    page.wait_for("Unsupported provider: provider is not enabled", css="body")


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


def _build_page(folder: Path, key: str) -> Path:
    (folder / "assets").mkdir()
    copyfile(BUNDLE, folder / "assets" / "supabase.js")
    copyfile(PAGE / "index.html", folder / "index.html")
    script = (PAGE / "page.js").read_text().replace("{url}", f"https://{HOST}").replace("{key}", key)
    (folder / "assets" / "page.js").write_text(script)
    return folder


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

    until(is_ready, within=20, describe=lambda: process.output)
