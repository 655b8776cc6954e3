"""The file with the master keys: private, made once by however many processes, and never replaced."""

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from alcove.foundation.vault import MasterKey, MasterKeyFile, MasterKeyMissing, MasterKeysUnusable


def write_keys(path: Path, *keys: MasterKey) -> None:
    """Write a file with keys, as a rotation does."""
    stored = [{"version": key.version, "key": base64.b64encode(key.secret).decode()} for key in keys]
    path.write_text(json.dumps({"keys": stored}))


FIRST, SECOND = (MasterKey(version=version, secret=bytes([version]) * 32) for version in (1, 2))


def test_the_first_key_is_made_once(tmp_path: Path) -> None:
    """Processes that start together use the same key, which only its owner can read."""
    path = tmp_path / "vault" / "keys.json"
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: MasterKeyFile(path).current(), range(16)))
    assert len({key.id for key in keys}) == 1
    assert keys[0].version == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_key_that_another_process_added_is_found(tmp_path: Path) -> None:
    """A running process reads the file again for a key that it does not know, and keeps its keys when it is gone."""
    path = tmp_path / "keys.json"
    write_keys(path, FIRST)
    file = MasterKeyFile(path)
    assert file.current().id == FIRST.id
    with pytest.raises(MasterKeyMissing, match=SECOND.id):
        file.find(SECOND.id)
    write_keys(path, SECOND, FIRST)
    assert file.find(SECOND.id).secret == SECOND.secret
    assert file.current().id == SECOND.id
    path.unlink()
    with pytest.raises(MasterKeyMissing):
        file.find("3-00000000")
    assert file.find(FIRST.id).secret == FIRST.secret
    assert not path.exists()


@pytest.mark.parametrize(
    "content",
    ["", "{}", '{"keys": []}', '{"keys": [{"version": 1, "key": "AAAA"}]}', '{"keys": [{"version": 1, "key": "A"}]}'],
)
def test_a_damaged_file_is_never_replaced(content: str, tmp_path: Path) -> None:
    """A file that is no list of keys is an error for encryption and decryption, and stays as it is."""
    path = tmp_path / "keys.json"
    path.write_text(content)
    for use in (MasterKeyFile(path).current, lambda: MasterKeyFile(path).find(FIRST.id)):
        with pytest.raises(MasterKeysUnusable, match="see the log"):
            use()
    assert path.read_text() == content


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """Where the file cannot be made, nothing is encrypted."""
    (tmp_path / "vault").write_text("a file where the folder should be")
    with pytest.raises(MasterKeysUnusable):
        MasterKeyFile(tmp_path / "vault" / "keys.json").current()


def test_a_key_does_not_print_its_secret() -> None:
    """The text of a key in a log or an error has its id only."""
    assert repr(FIRST) == f"MasterKey({FIRST.id})"
