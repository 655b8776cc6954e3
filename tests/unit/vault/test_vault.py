"""The vault: what it encrypts only the same context and a known master key decrypt."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.foundation.vault import (
    InvalidCiphertext,
    MasterKey,
    MasterKeyFile,
    MasterKeyMissing,
    MasterKeys,
    Vault,
    VaultSettings,
    is_ciphertext,
    open_vault,
)

CONTEXT = ("api key", "0b5b5b3c", "openai")


class KnownKeys(MasterKeyFile):
    """Master keys without a file."""

    def __init__(self, *keys: MasterKey) -> None:
        super().__init__(Path("/nonexistent/master-keys.json"))
        self._loaded = MasterKeys(keys)


FIRST, SECOND = (MasterKey(version=version, secret=bytes([version]) * 32) for version in (1, 2))
VAULT = Vault(KnownKeys(FIRST))


@given(plaintext=st.binary(max_size=200), context=st.lists(st.text(max_size=20), max_size=4).map(tuple))
@settings(max_examples=30)
def test_a_ciphertext_is_decrypted_with_its_context(plaintext: bytes, context: tuple[str, ...]) -> None:
    """Whatever is encrypted comes back, and its ciphertext is one word of ASCII that never repeats."""
    ciphertext = VAULT.encrypt(plaintext, context=context)
    assert VAULT.decrypt(ciphertext, context=context) == plaintext
    assert ciphertext.isascii()
    assert ciphertext.split() == [ciphertext]
    assert ciphertext != VAULT.encrypt(plaintext, context=context)


@pytest.mark.parametrize("context", [(), ("api key", "0b5b5b3c"), ("api key", "0b5b5b3copenai"), (*CONTEXT, "")])
def test_another_context_is_refused(context: tuple[str, ...]) -> None:
    """A secret that was copied to another owner or name is not decrypted, however the parts are split."""
    with pytest.raises(InvalidCiphertext):
        VAULT.decrypt(VAULT.encrypt(b"secret", context=CONTEXT), context=context)


def test_a_changed_ciphertext_is_refused() -> None:
    """No character of a ciphertext can change without an error, and none of these shows the plaintext."""
    ciphertext = VAULT.encrypt(b"hunter2", context=CONTEXT)
    for position in range(len(ciphertext)):
        flipped = "A" if ciphertext[position] != "A" else "z"
        changed = ciphertext[:position] + flipped + ciphertext[position + 1 :]
        with pytest.raises((InvalidCiphertext, MasterKeyMissing)) as refused:
            VAULT.decrypt(changed, context=CONTEXT)
        assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "v1", "v1....", "v2.1-aa.AAAA.AAAA.AAAA", "plain text", "v1.1-x.é.é.é", "." * 20])
def test_other_text_is_no_ciphertext(text: str) -> None:
    """A text of another form is recognized, and refused as a changed one."""
    assert not is_ciphertext(text)
    with pytest.raises(InvalidCiphertext):
        VAULT.decrypt(text, context=CONTEXT)


def test_a_new_master_key_encrypts_and_the_old_one_still_decrypts() -> None:
    """The highest version encrypts; the id in the ciphertext finds the key that decrypts."""
    old = VAULT.encrypt(b"old", context=CONTEXT)
    rotated = Vault(KnownKeys(FIRST, SECOND))
    new = rotated.encrypt(b"new", context=CONTEXT)
    assert [text.split(".")[1] for text in (old, new)] == [FIRST.id, SECOND.id]
    assert rotated.decrypt(old, context=CONTEXT) == b"old"
    assert rotated.decrypt(new, context=CONTEXT) == b"new"


def test_a_missing_master_key_is_named() -> None:
    """The error says which version is missing; a key of the same version of another server is not mistaken for it."""
    foreign = Vault(KnownKeys(MasterKey(version=1, secret=b"x" * 32)))
    with pytest.raises(MasterKeyMissing, match=f"master key {FIRST.id} is missing"):
        foreign.decrypt(VAULT.encrypt(b"secret", context=CONTEXT), context=CONTEXT)


def test_a_vault_finds_its_file_in_the_data_directory(tmp_path: Path) -> None:
    """The file is made by the first encryption, read by other vaults, and its place can be set."""
    ciphertext = open_vault(VaultSettings(), data_dir=tmp_path).encrypt(b"secret", context=CONTEXT)
    assert json.loads((tmp_path / "vault" / "master-keys.json").read_text())["keys"][0]["version"] == 1
    assert open_vault(VaultSettings(), data_dir=tmp_path).decrypt(ciphertext, context=CONTEXT) == b"secret"
    other = VaultSettings(alcove_master_keys=tmp_path / "other.json")
    with pytest.raises(MasterKeyMissing):
        open_vault(other, data_dir=tmp_path).decrypt(ciphertext, context=CONTEXT)
    assert not (tmp_path / "other.json").exists()


def test_cryptography_is_loaded_by_the_first_secret(tmp_path: Path) -> None:
    """A process that opens its vault has not loaded the library; one that encrypts has."""
    script = (
        "import sys, pathlib\nfrom alcove.foundation.vault import VaultSettings, open_vault\n"
        "vault = open_vault(VaultSettings(), data_dir=pathlib.Path(sys.argv[1]))\n"
        "print('cryptography' in sys.modules)\nvault.encrypt(b'', context=())\nprint('cryptography' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
