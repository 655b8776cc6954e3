"""`alcove study keys`, and what the doctor says about keys."""

import json
from pathlib import Path

from alcove.apps.study.build import build_keys_probe
from alcove.apps.study.keys import KeyStore
from alcove.apps.study.settings import StudySettings
from alcove.foundation.clock import SystemClock
from alcove.foundation.settings import Secret
from support.processes import environment, run_alcove

SECRET = "k5Jq0e7vXw2mZ8rT1uYb4nCa6dFh9gLp"


def test_the_command_prints_the_keys(tmp_path: Path) -> None:
    """The keys are made at the first call and stay the same; the secret itself is not printed."""
    env = environment(tmp_path, ALCOVE_DATA_DIR=str(tmp_path / "data"))
    first, again = (run_alcove("study", "keys", "--json", env=env) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout == again.stdout
    shown = json.loads(first.stdout)
    assert set(shown) == {"anon_key", "service_role_key", "publishable_key", "secret_key", "jwks"}
    assert shown["jwks"] == {"keys": []}
    store = KeyStore(StudySettings(), data_dir=tmp_path / "data", clock=SystemClock())
    assert shown["anon_key"] == store.keys.anon_key
    assert store.keys.jwt_secret not in first.stdout
    table = run_alcove("study", "keys", env=env)
    assert store.keys.publishable_key in table.stdout


def test_a_weak_secret_ends_the_command(tmp_path: Path) -> None:
    """A secret of an example is a wrong setting: exit code 4, and the text names the variable."""
    env = environment(
        tmp_path, ALCOVE_DATA_DIR=str(tmp_path / "data"), STUDY_JWT_SECRET="change_this_in_production" * 2
    )
    ended = run_alcove("study", "keys", env=env)
    assert ended.returncode == 4
    assert "STUDY_JWT_SECRET" in ended.stderr


async def test_the_probe_names_a_mismatch(tmp_path: Path) -> None:
    """The check is ok with the stored keys, degraded with another secret, down with a damaged file."""
    store = KeyStore(StudySettings(), data_dir=tmp_path, clock=SystemClock())
    assert (await build_keys_probe(store)()).state == "ok"
    other = KeyStore(StudySettings(study_jwt_secret=Secret(SECRET)), data_dir=tmp_path, clock=SystemClock())
    found = await build_keys_probe(other)()
    assert found.state == "degraded"
    assert "STUDY_JWT_SECRET" in found.detail
    store.file.write_text("not JSON")
    assert (await build_keys_probe(KeyStore(StudySettings(), data_dir=tmp_path, clock=SystemClock()))()).state == "down"
