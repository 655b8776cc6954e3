"""`encryption`: texts of one user, in this server's format and in the earlier one."""

import base64
import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from alcove.apps.study.settings import StudySettings
from alcove.foundation.settings import SettingError
from alcove.main.configuration import read_configuration
from integration.study.conftest import sign_up
from integration.study.edge_functions.calls import call
from integration.study.served import StudyServer, serve_study
from support.postgres import Databases

KEY: Final = "the secret of an earlier server"
SALT: Final = "its salt"
UNREADABLE: Final = (400, {"error": "The data cannot be decrypted"})


@pytest.fixture(scope="module")
def keyed(_databases: Databases, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudyServer]:
    """Yield a server that knows the secret of an earlier one."""
    folder: Path = tmp_path_factory.mktemp("data")
    with (
        _databases.clone(_template) as dsn,
        serve_study(dsn, folder, ENCRYPTION_KEY=KEY, ENCRYPTION_SALT=SALT) as served,
    ):
        yield served


def run(server: StudyServer, account: uuid.UUID, action: str, data: str) -> tuple[int, Any]:
    """Return status and body of a call."""
    response = call(server, "encryption", {"action": action, "data": data}, headers=server.headers(account))
    return response.status_code, response.json()


def encrypt_as_before(text: str) -> str:
    """Return a ciphertext of the earlier server."""
    key = hashlib.pbkdf2_hmac("sha256", KEY.encode(), SALT.encode(), 100_000)
    nonce = os.urandom(12)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), None)).decode()


@pytest.mark.parametrize("text", ["ab cd", "Zürich \N{GRINNING FACE}", "x" * 400_000, "line\nline", '{"json": [1]}'])
def test_a_text_comes_back(server: StudyServer, account: uuid.UUID, text: str) -> None:
    """Every text, a large one too; the same text is never encrypted to the same result."""
    results = [run(server, account, "encrypt", text) for _ in range(2)]
    assert all(status == 200 and set(body) == {"result"} for status, body in results)
    first, second = (body["result"] for _, body in results)
    assert first != second
    assert text not in first
    assert run(server, account, "decrypt", first) == (200, {"result": text})


def test_a_ciphertext_names_its_format_and_key(server: StudyServer, account: uuid.UUID) -> None:
    """So a later server knows how, and with which of its keys, to decrypt it."""
    version, key_id, *_ = run(server, account, "encrypt", "text")[1]["result"].split(".")
    assert version == "v1"
    assert key_id.startswith("1-")


async def test_nobody_else_can_decrypt(server: StudyServer, account: uuid.UUID, other: uuid.UUID) -> None:
    """A ciphertext belongs to its user."""
    result = run(server, account, "encrypt", "secret")[1]["result"]
    assert run(server, other, "decrypt", result) == UNREADABLE


def test_a_changed_ciphertext_is_refused(server: StudyServer, account: uuid.UUID) -> None:
    """Any changed, missing or added part of it."""
    result: str = run(server, account, "encrypt", "secret")[1]["result"]
    parts = result.split(".")
    changed = [".".join([*parts[:index], _change(part), *parts[index + 1 :]]) for index, part in enumerate(parts)]
    for data in (*changed, result[:-4], result + "AAAA", "v1.a.b.c.d", "v2" + result[2:]):
        status, body = run(server, account, "decrypt", data)
        assert (status, set(body)) in [(400, {"error"}), (503, {"error"})], data
    assert run(server, account, "decrypt", changed[-1]) == UNREADABLE


def _change(part: str) -> str:
    return ("A" if part[0] != "A" else "B") + part[1:]


async def test_earlier_ciphertexts_are_decrypted(keyed: StudyServer) -> None:
    """With the earlier secret, each text of the earlier server is read; new ones are in the new format."""
    account = await sign_up(keyed)
    for text in ("old text", "Zürich", "x" * 100_000):
        assert run(keyed, account, "decrypt", encrypt_as_before(text)) == (200, {"result": text})
    assert run(keyed, account, "encrypt", "text")[1]["result"].startswith("v1.")


async def test_changed_earlier_ciphertexts_are_refused(keyed: StudyServer) -> None:
    """One bit, a missing part, another key, or no text at all."""
    account = await sign_up(keyed)
    content = bytearray(base64.b64decode(encrypt_as_before("old text")))
    content[20] ^= 1
    for data in (base64.b64encode(content).decode(), "AAAA", "not base64!", base64.b64encode(os.urandom(40)).decode()):
        assert run(keyed, account, "decrypt", data) == UNREADABLE
    key = hashlib.pbkdf2_hmac("sha256", KEY.encode(), SALT.encode(), 100_000)
    binary = base64.b64encode(b"n" * 12 + AESGCM(key).encrypt(b"n" * 12, b"\xff\xfe", None)).decode()
    assert run(keyed, account, "decrypt", binary) == UNREADABLE


def test_without_the_earlier_secret_its_texts_are_not_readable(server: StudyServer, account: uuid.UUID) -> None:
    """That is a matter of configuration, not of the data."""
    answer = run(server, account, "decrypt", encrypt_as_before("old text"))
    assert answer == (503, {"error": "Encryption keys are not configured"})


@pytest.mark.parametrize(
    "case",
    [
        ({}, 400, "Missing required parameters: action and data"),
        ({"action": "encrypt"}, 400, "Missing required parameters: action and data"),
        ({"action": "encrypt", "data": ""}, 400, "Missing required parameters: action and data"),
        ({"data": "x"}, 400, "Missing required parameters: action and data"),
        ({"action": "sign", "data": "x"}, 400, "Invalid action"),
        ({"action": "encrypt", "data": "x" * 600_000}, 413, "The data is larger than 524288 bytes"),
        ({"action": "encrypt", "data": "x" * 3_000_000}, 413, "The request body is larger than 2097152 bytes."),
        ({"action": "encrypt", "data": 7}, 400, "The request body is not as expected"),
    ],
)
def test_wrong_bodies_are_refused(server: StudyServer, account: uuid.UUID, case: tuple[Any, int, str]) -> None:
    """Each with a status and a text that say why."""
    body, status, error = case
    response = call(server, "encryption", body, headers=server.headers(account))
    assert response.status_code == status
    assert response.json()["error"].startswith(error)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"action":"encrypt","data":"\\ud800"}'])
def test_other_bodies_are_refused(server: StudyServer, account: uuid.UUID, content: bytes) -> None:
    """What is no JSON object is the caller's mistake."""
    response = call(server, "encryption", headers=server.headers(account), content=content)
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        ({"ENCRYPTION_KEY": "change_this_in_production", "ENCRYPTION_SALT": SALT}, "ENCRYPTION_KEY is the placeholder"),
        ({"ENCRYPTION_KEY": KEY, "ENCRYPTION_SALT": "Change_This_salt"}, "ENCRYPTION_SALT is the placeholder"),
        ({"ENCRYPTION_KEY": "your-encryption-key", "ENCRYPTION_SALT": SALT}, "ENCRYPTION_KEY is the placeholder"),
        ({"ENCRYPTION_KEY": KEY}, "expected both or none"),
    ],
)
def test_placeholders_are_refused_at_the_start(variables: dict[str, str], text: str, tmp_path: Path) -> None:
    """The server does not start with the secret of an example, and its text is not repeated."""
    configuration = read_configuration({"ALCOVE_DATA_DIR": str(tmp_path), **variables})
    with pytest.raises(SettingError, match=text) as caught:
        configuration.load(StudySettings)
    assert variables["ENCRYPTION_KEY"] not in str(caught.value)
    assert json.dumps(str(caught.value)).isascii()
