"""One api process with two accounts, called by Supabase's own client."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import psycopg
import pytest

from support.http_client import blocking_http_client
from support.supabase_js import PACKAGES, SupabaseJs, supabase_js
from support.world import World, make_world

SECRET = "the secret with which tests sign their tokens"


@dataclass(frozen=True, slots=True)
class Student:
    """An account and a token of it."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class StudyServer:
    """A running api process, its keys, and the address of its database."""

    url: str
    dsn: str
    anon_key: str
    service_role_key: str

    def add_student(self, name: str) -> Student:
        """Make an account and sign a token for it."""
        student_id = str(uuid.uuid4())
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(
                "INSERT INTO auth.users (id, aud, role, email, raw_user_meta_data, created_at, updated_at)"
                " VALUES (%s, 'authenticated', 'authenticated', %s, %s, now(), now())",
                (student_id, f"{name}-{student_id}@example.org", f'{{"display_name": "{name}"}}'),
            )
        return Student(student_id, sign_token(sub=student_id))

    def request(self, method: str, path: str, *, token: str | None = None, **options: Any) -> Any:
        """Send one request to the REST API and return the response."""
        headers = {"apikey": self.anon_key, "authorization": f"Bearer {token or self.anon_key}"}
        headers |= options.pop("headers", {})
        with blocking_http_client(self.url) as client:
            return client.request(method, f"/rest/v1/{path}", headers=headers, **options)


def sign_token(*, secret: str = SECRET, **claims: Any) -> str:
    """Return a token of a signed-in account; claims that are None are left out."""
    now = int(time.time())
    defaults = {"aud": "authenticated", "role": "authenticated", "iat": now, "exp": now + 3600}
    payload = {name: value for name, value in (defaults | claims).items() if value is not None}
    return jwt.encode(payload, secret, algorithm="HS256")


@pytest.fixture(scope="session")
def study_world(migrated_data: Path) -> Iterator[World]:
    """Yield an Alcove that signs with the secret of the tests."""
    with make_world(migrated_data, STUDY_JWT_SECRET=SECRET) as world:
        yield world


@pytest.fixture(scope="session")
def study_server(study_world: World) -> StudyServer:
    """Return an api process that all tests of the worker share; each test has accounts of its own."""
    process = study_world.start("api").wait_ready()
    keys = study_world.run_json("study", "keys")
    return StudyServer(f"http://127.0.0.1:{process.port}", study_world.dsn, keys["anon_key"], keys["service_role_key"])


@pytest.fixture(scope="session", params=PACKAGES)
def client(request: pytest.FixtureRequest, study_server: StudyServer) -> Iterator[SupabaseJs]:
    """Yield Supabase's client, in each version."""
    with supabase_js(request.param, url=study_server.url, key=study_server.anon_key) as running:
        yield running


@pytest.fixture
def ann(study_server: StudyServer) -> Student:
    """Return an account."""
    return study_server.add_student("Ann")


@pytest.fixture
def bob(study_server: StudyServer) -> Student:
    """Return another account."""
    return study_server.add_student("Bob")
