"""The keys: derived from the secret, made once by however many processes, and refused when they are weak."""

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jwt
import pytest

from alcove.apps.study.keys import KeyStore, check_settings, find_mismatch
from alcove.apps.study.keys.model import derive_keys
from alcove.apps.study.settings import StudySettings
from alcove.foundation.settings import Secret, SettingError
from alcove.main.configuration import read_configuration
from support.clock import FakeClock

SECRET = "k5Jq0e7vXw2mZ8rT1uYb4nCa6dFh9gLp"
TEN_YEARS = 10 * 365 * 24 * 3600


def make_store(folder: Path, secret: str = "") -> KeyStore:
    """Return the keys in a data directory, with a configured secret."""
    return KeyStore(StudySettings(study_jwt_secret=Secret(secret)), data_dir=folder, clock=FakeClock())


def test_the_keys_are_tokens_of_their_roles() -> None:
    """The anon and service_role keys are signed with the secret, name Supabase as issuer, and last ten years."""
    keys = derive_keys(SECRET, created_at=1_800_000_000)
    for key, role in ((keys.anon_key, "anon"), (keys.service_role_key, "service_role")):
        claims = jwt.decode(key, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        assert claims == {"iss": "supabase", "role": role, "iat": 1_800_000_000, "exp": 1_800_000_000 + TEN_YEARS}
        assert jwt.get_unverified_header(key) == {"alg": "HS256", "typ": "JWT"}


def test_opaque_keys_follow_from_the_secret_alone() -> None:
    """All hosts with one secret have the same opaque keys; another secret has others; none reveals the secret."""
    first, later = derive_keys(SECRET, created_at=1), derive_keys(SECRET, created_at=2)
    assert (first.publishable_key, first.secret_key) == (later.publishable_key, later.secret_key)
    assert first.publishable_key.startswith("sb_publishable_")
    assert first.secret_key.startswith("sb_secret_")
    other = derive_keys(SECRET.swapcase(), created_at=1)
    texts = {first.publishable_key[15:], first.secret_key[10:], other.publishable_key[15:], other.secret_key[10:]}
    assert len(texts) == 4


def test_many_processes_make_the_keys_once(tmp_path: Path) -> None:
    """Processes that start together agree, and the file is private."""
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(lambda _: make_store(tmp_path).keys.jwt_secret, range(16)))
    assert len(secrets) == 1
    file = make_store(tmp_path).file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]


def test_a_configured_secret_is_not_stored(tmp_path: Path) -> None:
    """The file keeps when the keys were made; without the setting they cannot be derived, and the text says so."""
    keys = make_store(tmp_path, SECRET).keys
    assert SECRET not in make_store(tmp_path).file.read_text()
    assert make_store(tmp_path, SECRET).keys == keys
    with pytest.raises(SettingError, match="STUDY_JWT_SECRET is not set"):
        _ = make_store(tmp_path).keys


def test_another_secret_is_noticed(tmp_path: Path) -> None:
    """A secret that is not the one of the stored keys is used, and the doctor says that old keys are refused."""
    made = make_store(tmp_path)
    assert find_mismatch(made) == ""
    assert made.keys.jwt_secret != SECRET
    changed = make_store(tmp_path, SECRET)
    assert changed.keys.jwt_secret == SECRET
    assert "STUDY_JWT_SECRET is not the secret" in find_mismatch(changed)
    assert find_mismatch(make_store(tmp_path, made.keys.jwt_secret)) == ""


def test_a_damaged_file_is_not_replaced(tmp_path: Path) -> None:
    """Keys that programs have are never replaced silently: a file that cannot be read is an error."""
    store = make_store(tmp_path)
    store.file.parent.mkdir(parents=True)
    store.file.write_text("{}")
    with pytest.raises(SettingError, match="not a file of keys"):
        _ = store.keys


@pytest.mark.parametrize(
    "secret",
    [
        "qwertyuiop", "a" * 40, "abababab" * 8, "your-super-secret-jwt-token-with-at-least-32-characters-long",
        "super-secret-jwt-token-with-at-least-32-characters-long", "change_this_in_production_please_1234567",
    ],
)  # fmt: skip
def test_weak_secrets_are_refused(tmp_path: Path, secret: str) -> None:
    """Short, repetitive and example secrets stop the start, and are not repeated in the text."""
    configuration = read_configuration({"ALCOVE_DATA_DIR": str(tmp_path), "STUDY_JWT_SECRET": secret})
    with pytest.raises(SettingError, match="STUDY_JWT_SECRET") as refused:
        check_settings(configuration)
    assert secret not in str(refused.value)


def test_a_literal_key_never_claims_the_service_role(tmp_path: Path) -> None:
    """A key of another project with the role service_role is refused, whoever signed it; an anon key is accepted."""
    for role, is_refused in (("service_role", True), ("anon", False)):
        payload = base64.urlsafe_b64encode(json.dumps({"role": role}).encode()).rstrip(b"=").decode()
        environ = {"ALCOVE_DATA_DIR": str(tmp_path), "STUDY_ANON_KEYS": f"eyJhbGciOiJIUzI1NiJ9.{payload}.c2ln"}
        configuration = read_configuration(environ)
        if is_refused:
            with pytest.raises(SettingError, match="STUDY_ANON_KEYS"):
                check_settings(configuration)
        else:
            check_settings(configuration)
