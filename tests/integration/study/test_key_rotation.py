"""Signing keys of a running server: rotated, retired, and those of another project."""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jwt
import pytest

from alcove.apps.study.keys import KeyStore, retire, rotate
from alcove.apps.study.keys.model import public_key
from alcove.apps.study.keys.signing_keys import create_signing_key
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import SystemClock
from alcove.foundation.settings import SettingError
from integration.study.conftest import sign_up
from integration.study.served import StudyServer, serve_study
from support.clock import FakeClock
from support.http_client import blocking_http_client
from support.postgres import Databases
from support.processes import environment
from support.until import until

FOREIGN = create_signing_key("ES256")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data directory of the server."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def trusting(_databases: Databases, _template: str, data_dir: Path) -> Iterator[StudyServer]:
    """Yield a server that trusts the keys of another project."""
    file = data_dir / "trusted.json"
    file.write_text(json.dumps({"keys": [public_key(FOREIGN)]}))
    with _databases.clone(_template) as dsn, serve_study(dsn, data_dir, STUDY_TRUSTED_JWKS=str(file)) as served:
        yield served


def read_profiles(server: StudyServer, token: str) -> Any:
    """Return status and rows of the profiles that a token reads."""
    headers = {"apikey": server.keys.publishable_key, "Authorization": f"Bearer {token}"}
    with blocking_http_client(server.address, headers=headers) as client:
        response = client.get("/rest/v1/profiles?select=id")
        return response.status_code, response.json()


def start_session(server: StudyServer) -> dict[str, Any]:
    """Sign up, and return the session."""
    with blocking_http_client(server.address, headers={"apikey": server.keys.publishable_key}) as client:
        body = {"email": f"{uuid.uuid4().hex}@example.org", "password": "correct horse"}
        return dict(client.post("/auth/v1/signup", json=body).json())


def test_a_running_server_uses_new_keys(trusting: StudyServer, data_dir: Path) -> None:
    """After a rotation tokens have the new key's id, those of earlier keys are valid until it is retired."""
    store = KeyStore(StudySettings(), data_dir=data_dir, clock=SystemClock())
    tokens = [start_session(trusting)["access_token"]]
    for algorithm in ("ES256", "RS256"):
        store.change_signing_keys(partial(rotate, algorithm=algorithm))
        expected = store.keys.signing_keys[0]["kid"]
        time.sleep(1.1)
        session = start_session(trusting)
        header = jwt.get_unverified_header(session["access_token"])
        assert (header["alg"], header.get("kid")) == (algorithm, expected)
        tokens.append(session["access_token"])
        assert read_profiles(trusting, tokens[-1]) == (200, [{"id": session["user"]["id"]}])
    assert [read_profiles(trusting, token)[0] for token in tokens] == [200, 200, 200]
    with blocking_http_client(trusting.address) as client:
        published = client.get("/auth/v1/.well-known/jwks.json").json()["keys"]
    assert sorted(key["alg"] for key in published) == ["ES256", "RS256"]
    assert not any("d" in key for key in published)
    store.change_signing_keys(lambda keys: retire(keys, str(keys[1]["kid"])))
    until(lambda: read_profiles(trusting, tokens[1])[0] == 401)
    assert [read_profiles(trusting, token)[0] for token in tokens] == [200, 401, 200]


async def test_tokens_of_a_trusted_project_are_accepted(trusting: StudyServer) -> None:
    """A token that another project signed reads its account's rows; one of an unknown key does not."""
    account = await sign_up(trusting)
    claims = {"sub": str(account), "role": "authenticated", "exp": int(time.time()) + 60}
    for key, status in ((FOREIGN, 200), (create_signing_key("ES256"), 401)):
        signer = jwt.PyJWK(dict(key))
        token = jwt.encode(claims, signer.key, algorithm="ES256", headers={"kid": str(key["kid"])})
        assert read_profiles(trusting, token)[0] == status


@pytest.mark.parametrize("content", ["", "{}", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}'])
def test_a_file_without_public_keys_is_refused(tmp_path: Path, content: str) -> None:
    """A shared secret is never taken from the file of trusted keys."""
    file = tmp_path / "trusted.json"
    file.write_text(content)
    store = KeyStore(StudySettings(study_trusted_jwks=file), data_dir=tmp_path, clock=SystemClock())
    with pytest.raises(SettingError, match="STUDY_TRUSTED_JWKS"):
        _ = store.keys


def test_a_broken_file_does_not_replace_the_keys(tmp_path: Path) -> None:
    """A running process keeps its keys when the file cannot be read any more."""
    clock = FakeClock()
    store = KeyStore(StudySettings(), data_dir=tmp_path, clock=clock)
    keys = store.keys
    store.file.write_text("{")
    clock.advance(2)
    assert store.keys is keys


ROTATE = """
import sys
from pathlib import Path
from alcove.apps.study.keys import KeyStore, rotate
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import SystemClock
store = KeyStore(StudySettings(), data_dir=Path(sys.argv[1]), clock=SystemClock())
store.keys
print("ready", flush=True)
sys.stdin.readline()
for _ in range(5):
    store.change_signing_keys(lambda keys: rotate(keys, "ES256"))
"""


def test_two_processes_that_rotate_at_one_moment_lose_no_key(tmp_path: Path) -> None:
    """Each reads what the other has written: all ten keys are there, and one of them signs."""
    command = [sys.executable, "-c", ROTATE, str(tmp_path)]
    processes = [
        subprocess.Popen(command, env=environment(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    keys = KeyStore(StudySettings(), data_dir=tmp_path, clock=SystemClock()).keys.signing_keys
    assert len({key["kid"] for key in keys}) == 10
    assert ["sign" in key["key_ops"] for key in keys] == [True] + [False] * 9
