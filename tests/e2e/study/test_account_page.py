"""The account calls of a page that was built for a hosted project."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.study.hosted_page import HOST, PASSWORD, Project, click, read_session, serve_project
from support.browser import Browser, Chromium, chromium
from support.until import until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(migrated_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Yield a server with the page, on which addresses must be confirmed."""
    folder = tmp_path_factory.mktemp("page")
    with serve_project(
        migrated_data, folder, name="accounts", STUDY_AUTOCONFIRM="0", STUDY_MAIL_INTERVAL="0"
    ) as project:
        yield project


@pytest.fixture(scope="module")
def browser(project: Project) -> Iterator[Chromium]:
    """Yield a browser for which the project's host is this server."""
    with chromium(hosts=project.hosts) as running:
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


def test_the_server_learns_what_a_page_must_not_load(page: Browser, project: Project) -> None:
    """A script of another server is blocked, and the browser's report of it becomes a security event."""
    page.run(
        "const script = document.createElement('script');"
        "script.src = 'https://elsewhere.example/x.js'; document.body.append(script)"
    )
    query = "SELECT event_type, severity FROM public.security_events WHERE details ->> 'blocked_uri' = %s"
    rows = until(lambda: project.fetch(query, "https://elsewhere.example/x.js"))
    assert set(rows) == {("suspicious_activity", "medium")}
