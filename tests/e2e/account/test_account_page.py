"""Sign-in on the web page, with a real browser and a server that others can reach."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.browser import Browser
from support.processes import AlcoveProcess
from support.until import until
from support.web_page import build_page
from support.world import make_world

OWNER = ("martha@example.org", "a long secret")
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
CREATE_TOKEN = """[...document.querySelectorAll('main button')]
    .find(button => button.textContent.includes('Create the token'))?.click()"""
REQUESTED = """return performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)
    .filter(path => path.startsWith('/api') || path.endsWith('/'))"""


@dataclass(frozen=True, slots=True)
class Site:
    """A server with the page, and a browser without a session."""

    server: AlcoveProcess
    browser: Browser
    link: str

    def open(self, path: str) -> None:
        """Open an address of the page."""
        self.browser.open(f"http://127.0.0.1:{self.server.port}{path}")

    def fill_in(self, **fields: str) -> None:
        """Type into the fields of these names and send the form."""
        for name, words in fields.items():
            self.browser.type(f"main [name={name}]", words)
        self.browser.click(css="main button[type=submit]")

    def sign_in(self, name: str, password: str) -> None:
        """Sign in on the page that is open."""
        self.browser.wait_for("Stay signed in")
        self.fill_in(name=name, password=password)

    def forget_session(self) -> None:
        """Delete the cookie, as if the session had ended."""
        self.browser.clear_cookies()

    def path(self) -> str:
        """Return the current path of the browser."""
        return self.browser.address.partition(str(self.server.port))[2]


@pytest.fixture(scope="module")
def server(migrated_data: Path) -> Iterator[AlcoveProcess]:
    """Yield a server that other machines can reach, so that people have to sign in."""
    everywhere = "0.0.0.0"  # noqa: S104 - what the test is about
    with make_world(migrated_data, HOST=everywhere, SERVE_FRONTEND_DIR=str(build_page())) as world:
        server = world.start("serve")
        until(lambda: "/welcome?code=" in server.output, describe=lambda: server.output)
        yield server


@pytest.fixture
def site(server: AlcoveProcess, window: Browser) -> Site:
    """Return the site without a session."""
    link = re.search(r"/welcome\?code=\S+", server.output)
    assert link is not None
    return Site(server, window, link[0])


def make_owner(site: Site) -> None:
    """Create the first account with the printed link, unless an earlier test has done so."""
    site.open(site.link)
    site.browser.wait_for("first account")
    if "already" not in site.browser.text():
        site.fill_in(email=OWNER[0], password=OWNER[1])
        site.browser.wait_for(OWNER[0], css="header")
        site.forget_session()


def test_an_unknown_visitor_is_redirected_to_the_sign_in_page(site: Site) -> None:
    """Without a session every address, also an earlier one, shows the sign-in page; only the account is requested."""
    site.open("/status?from=mail")
    site.browser.wait_for("Sign in")
    assert site.path() == "/sign-in?next=%2Fsettings%2Fstatus%3Ffrom%3Dmail"
    assert set(site.browser.run(REQUESTED)) == {"/api/account"}
    assert site.browser.take_problems() == []


def test_the_setup_link_creates_the_first_account_once(site: Site) -> None:
    """Another code is rejected; the printed one creates an owner and is used up."""
    site.open("/welcome?code=another")
    site.browser.wait_for("first account")
    if "already" not in site.browser.text():
        site.fill_in(email=OWNER[0], password=OWNER[1])
        site.browser.wait_for("not the code")
    make_owner(site)
    site.open(site.link)
    site.browser.wait_for("already has its first account")


def test_sign_in_returns_to_the_previous_page(site: Site) -> None:
    """A wrong password shows an error; the right one opens the requested page, also after a session ended."""
    make_owner(site)
    site.open("/settings/status?from=mail")
    site.sign_in(OWNER[0], "wrong")
    site.browser.wait_for("Invalid")
    site.fill_in(password=OWNER[1])
    site.browser.wait_for("PostgreSQL")
    assert site.path() == "/settings/status?from=mail"
    site.browser.click_text(OWNER[0])
    site.browser.wait_for("Sessions")
    site.browser.click(css="main summary")
    site.browser.type("main [name=name]", "a token")
    site.browser.run("document.querySelector('main form select').selectedIndex = 1")
    site.forget_session()
    # Unless a read of the page, which it repeats by itself, has found out before.
    site.browser.run(CREATE_TOKEN)
    site.sign_in(*OWNER)
    site.browser.wait_for("Sessions")
    assert site.path() == "/settings/account"
    site.browser.click_text("Sign out")
    site.browser.wait_for("Stay signed in")
    assert site.path() == "/sign-in"


def test_an_invited_member_sees_no_other_accounts(site: Site) -> None:
    """The link creates an account with the roles of the invitation, on a phone, too."""
    make_owner(site)
    site.open("/account")
    site.sign_in(*OWNER)
    site.browser.wait_for("Invitations")
    site.browser.click(xpath="//summary[contains(., 'Create an invitation')]")
    site.browser.click_text("Create the invitation")
    site.browser.wait_for("Invitation link")
    link = str(site.browser.run("return [...document.querySelectorAll('main input[readonly]')].at(-1).value"))
    site.browser.click_text("Sign out")
    site.browser.wait_for("Stay signed in")
    site.browser.resize(360, 740, dark=True)
    site.browser.open(link)
    site.browser.wait_for("You are invited")
    assert site.browser.run(OVERFLOW) == 0
    site.fill_in(name="ben", password="another secret")
    site.browser.wait_for("ben", css="header")
    site.open("/account")
    site.browser.wait_for("This session")
    assert "member of" in site.browser.text()
    assert "Invitations" not in site.browser.text()
    assert site.browser.run(OVERFLOW) == 0
    site.browser.open(link)
    site.browser.wait_for("This invitation cannot be used")
