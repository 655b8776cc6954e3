"""Supabase's client in each version, and a server whose accounts can do everything."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from e2e.study.conftest import SECRET, StudyServer
from support.clock import FakeClock
from support.oauth_provider import CLIENT_ID, CLIENT_SECRET, OAuthProviderSimulator
from support.servers import serve
from support.sockets import free_port
from support.supabase_js import PACKAGES, SupabaseClient, SupabaseJs, supabase_js
from support.world import World, make_world

PASSWORD: Final = "correct horse battery"
NAME: Final = "school"
"""The name of the provider."""


@dataclass(frozen=True, slots=True)
class Project:
    """A running server, its provider, and how both are reached."""

    world: World
    server: StudyServer
    provider: OAuthProviderSimulator


@pytest.fixture(scope="session")
def project(migrated_data: Path) -> Iterator[Project]:
    """Yield an api process with a provider, manual linking and anonymous users, whose limits are far away."""
    provider = OAuthProviderSimulator(clock=FakeClock(datetime.now(UTC)))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with serve(provider.build_app()) as provider.address, make_world(migrated_data, STUDY_JWT_SECRET=SECRET) as world:
        process = world.start(
            "api",
            PORT=str(port),
            API_EXTERNAL_URL=url,
            STUDY_OIDC_NAME=NAME,
            STUDY_OIDC_ISSUER=provider.address,
            STUDY_OIDC_CLIENT_ID=CLIENT_ID,
            STUDY_OIDC_SECRET=CLIENT_SECRET,
            STUDY_MANUAL_LINKING="1",
            STUDY_ANONYMOUS_SIGN_IN="1",
            STUDY_ANONYMOUS_PER_HOUR="0",
            STUDY_SIGN_UPS_PER_HOUR="0",
            STUDY_SIGN_UPS_PER_DAY="0",
            STUDY_CODES_PER_MINUTE="0",
        ).wait_ready()
        keys = world.run_json("study", "keys")
        yield Project(world, StudyServer(url, world.dsn, keys["anon_key"], keys["service_role_key"]), provider)
        process.stop()


@pytest.fixture(scope="session", params=PACKAGES)
def package(request: pytest.FixtureRequest) -> str:
    """Return the name of each version."""
    return str(request.param)


@pytest.fixture(scope="session")
def node(package: str, project: Project) -> Iterator[SupabaseJs]:
    """Yield Supabase's client with the anon key."""
    with supabase_js(package, url=project.server.url, key=project.server.anon_key) as running:
        yield running


@pytest.fixture(scope="session")
def admin(package: str, project: Project) -> Iterator[SupabaseClient]:
    """Yield Supabase's client with the service key."""
    with supabase_js(package, url=project.server.url, key=project.server.service_role_key) as running:
        yield running.open_client(persistSession=False)


@pytest.fixture
def email() -> str:
    """Return an address of nobody."""
    return f"{uuid.uuid4()}@example.org"


@pytest.fixture
def person(project: Project) -> dict[str, Any]:
    """Return the person at the provider, whom nobody here knows."""
    subject = str(uuid.uuid4())
    project.provider.person = {"sub": subject, "email": f"{subject}@example.org", "email_verified": True, "name": "Ada"}
    return project.provider.person


def sign_up(node: SupabaseJs, email: str, **options: object) -> SupabaseClient:
    """Return a client whose user has signed up."""
    client = node.open_client(**options)
    client.do("signUp", {"email": email, "password": PASSWORD})
    return client
