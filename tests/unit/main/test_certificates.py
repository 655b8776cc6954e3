"""Checks of certificate files and of their dates."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from alcove.foundation.cli import CommandError
from alcove.foundation.settings import SettingError, write_private_file
from alcove.main.certificates import Certificate, check_certificate, find_date_problem
from alcove.main.self_signed import SelfSigned, make_self_signed

NOW = datetime.now(UTC)


def write_pair(folder: Path, pair: SelfSigned, name: str = "one") -> Certificate:
    """Write a pair to files."""
    certificate = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    write_private_file(certificate.chain, pair.certificate)
    write_private_file(certificate.key, pair.key)
    return certificate


@pytest.mark.parametrize(
    ("shift", "problem"),
    [(timedelta(0), ""), (timedelta(days=-40), "it has expired"), (timedelta(days=3), "it is not valid yet")],
)
def test_dates(tmp_path: Path, shift: timedelta, problem: str) -> None:
    """A certificate of thirty days is valid today, expired after forty, and invalid before its first day."""
    certificate = write_pair(tmp_path, make_self_signed(["alcove.lan"], now=NOW + shift, days=30))
    check_certificate(certificate)
    assert find_date_problem(certificate) == problem


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    """The error has both files."""
    first = write_pair(tmp_path, make_self_signed(["one.lan"], now=NOW, days=30), "one")
    second = write_pair(tmp_path, make_self_signed(["two.lan"], now=NOW, days=30), "two")
    with pytest.raises(SettingError, match=r"ALCOVE_TLS_KEY is not the key of ALCOVE_TLS_CERT: .*two\.key"):
        check_certificate(Certificate(first.chain, second.key))


def test_a_key_with_a_passphrase_is_refused(tmp_path: Path) -> None:
    """A key with a passphrase is refused without a prompt."""
    pair = make_self_signed(["alcove.lan"], now=NOW, days=30)
    key = serialization.load_pem_private_key(pair.key, None)
    encrypted_key = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"passphrase"),
    )
    certificate = write_pair(tmp_path, SelfSigned(pair.certificate, encrypted_key, pair.fingerprint))
    with pytest.raises(SettingError, match="ALCOVE_TLS_KEY names a key with a passphrase"):
        check_certificate(certificate)


def test_names_in_the_certificate() -> None:
    """Host names, addresses and internationalised names are included, and the names of this machine always."""
    pair = make_self_signed(["Alcove.LAN", "192.0.2.7", "[2001:db8::1]", "bücher.example"], now=NOW, days=30)
    certificate = x509.load_pem_x509_certificate(pair.certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["alcove.lan", "xn--bcher-kva.example", "localhost"]
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    assert addresses == ["192.0.2.7", "2001:db8::1", "127.0.0.1", "::1"]


@pytest.mark.parametrize("name", ["two words", "-a.lan", "a..b", "", "http://alcove.lan", "a\n.lan", "x" * 300])
def test_an_invalid_name_is_refused(name: str) -> None:
    """Only host names and addresses are accepted."""
    with pytest.raises(CommandError, match="is not a host name"):
        make_self_signed([name], now=NOW, days=30)
