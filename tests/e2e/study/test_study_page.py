"""The data calls of a page that was built for a hosted project: what it stored is there after a reload."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from alcove.simulators.ai_provider import Behaviour
from e2e.study.hosted_page import PASSWORD, Project, click, serve_project
from support.ai_provider import AiProviderSite, serve_ai_providers
from support.browser import Browser, Chromium, chromium

REPRESENTATION = "return=representation"
ANSWER = "A mole is a number of particles."

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site() -> Iterator[AiProviderSite]:
    """Yield simulated AI providers."""
    with serve_ai_providers() as site:
        yield site


@pytest.fixture(scope="module")
def project(migrated_data: Path, tmp_path_factory: pytest.TempPathFactory, site: AiProviderSite) -> Iterator[Project]:
    """Yield a server with the page and with AI providers, on which addresses need no confirmation."""
    settings = {**site.settings(), "STUDY_AUTOCONFIRM": "1"}
    with serve_project(migrated_data, tmp_path_factory.mktemp("page"), name="study", **settings) as project:
        yield project


@pytest.fixture(scope="module")
def browser(project: Project) -> Iterator[Chromium]:
    """Yield a browser for which the project's host is this server."""
    with chromium(hosts=project.hosts) as running:
        yield running


def test_stored_data_are_there_after_a_reload_and_for_nobody_else(
    browser: Chromium, project: Project, site: AiProviderSite
) -> None:
    """Each action succeeds at its first try; a reload shows the result, and a second user sees none of it."""
    site.script(Behaviour(status=500), dialect="openai", default=Behaviour(text=ANSWER))
    with browser.open_page() as page:
        ann = _sign_up(page, project)
        _use_every_page(page, project, ann)
        page.open(project.page)
        page.wait_for(ann, css="#loaded")
        assert _read(page, "calendar") == [{"title": "Algebra", "event_type": "study", "completed": True}]
        assert _read(page, "profile") == [ann, "Ann", "Lee", "undergraduate"]
        assert _read(page, "settings") == ["dark", 2.5, "18:30:00"]
        # The chat has no subject, so its row of the day comes first.
        assert _read(page, "analytics") == {"sessions": [[45, "Algebra"]], "streak": 1, "minutes": [0, 45]}
        assert click(page, "delete-event") == "done"
        assert _read(page, "calendar") == []
        assert page.take_problems() == []
    with browser.open_page() as page:
        ben = _sign_up(page, project)
        assert _read(page, "calendar") == []
        assert _read(page, "profile") == [ben, None, None, "high_school"]
        assert _read(page, "settings") == ["light", 2, "09:00:00"]
        assert _read(page, "analytics") == {"sessions": [], "streak": 0, "minutes": []}
        assert page.take_problems() == []


def _use_every_page(page: Browser, project: Project, email: str) -> None:
    assert click(page, "open-tutor") == "done"
    # The first provider fails, which the page does not notice.
    assert click(page, "ask") == ANSWER
    assert click(page, "store-answer") == "done"
    assert project.fetch(
        "SELECT m.role, content FROM public.ai_messages AS m JOIN auth.users AS u ON u.id = user_id WHERE email = %s"
        " ORDER BY m.created_at",
        email,
    ) == [("user", "What is a mole?"), ("assistant", "A number of particles.")]
    assert click(page, "add-event") == "done"
    assert click(page, "tick-event") == "done"
    assert click(page, "update-profile") == "done"
    # A second save meets the row of the first one.
    assert click(page, "save-settings") == "done"
    assert click(page, "save-settings") == "done"
    _complete_study_session(project, email)


def _complete_study_session(project: Project, email: str) -> None:
    """Add what the page only reads."""
    account = project.fetch("SELECT id::text FROM auth.users WHERE email = %s", email)[0][0]
    subject = project.post(
        "/rest/v1/subjects?select=id", {"user_id": account, "name": "Algebra"}, prefer=REPRESENTATION
    )
    session = {"user_id": account, "subject_id": subject[0]["id"], "duration": 45, "status": "completed"}
    project.post("/rest/v1/study_sessions?select=id", {**session, "title": "Sums"}, prefer=REPRESENTATION)


def _sign_up(page: Browser, project: Project) -> str:
    email = f"{uuid.uuid4()}@example.org"
    page.open(project.page)
    page.wait_for("nobody", css="#user")
    page.type("#email", email)
    page.type("#password", PASSWORD)
    assert click(page, "sign-up") == "done"
    page.wait_for(email, css="#loaded")
    return email


def _read(page: Browser, name: str) -> Any:
    return json.loads(page.text(f"#{name}"))
