"""The TLS certificate of the server: find it, and check its files and its dates."""

import contextlib
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from alcove.foundation.settings import Configuration, SettingError, TlsSettings
from alcove.foundation.telemetry import get_logger

_NOT_YET_VALID, _EXPIRED = 9, 10
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""
_MAX_HANDSHAKE_ROUNDS: Final = 8

log = get_logger("alcove.tls")


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files of a certificate chain and of its key."""

    chain: Path
    key: Path


def find_certificate(configuration: Configuration) -> Certificate | None:
    """Return the configured certificate, or None for plain http."""
    settings = configuration.load(TlsSettings)
    if settings.alcove_tls_cert is None or settings.alcove_tls_key is None:
        return None
    return Certificate(settings.alcove_tls_cert.absolute(), settings.alcove_tls_key.absolute())


def load_certificate(configuration: Configuration, *, warn: bool = False) -> Certificate | None:
    """Return the configured certificate, or None for plain http; SettingError when it cannot be used.

    With `warn`, log a warning when clients will reject it because of its dates.
    """
    certificate = find_certificate(configuration)
    if certificate is None:
        return None
    check_certificate(certificate)
    problem = find_date_problem(certificate) if warn else ""
    if problem:
        log.warning("certificate_out_of_date", file=str(certificate.chain), problem=problem)
    return certificate


def check_certificate(certificate: Certificate) -> None:
    """Read both files; SettingError when one is missing or invalid, or when the key does not match."""
    _check_readable("ALCOVE_TLS_CERT", certificate.chain)
    _check_readable("ALCOVE_TLS_KEY", certificate.key)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_verify_locations(certificate.chain)
    except ssl.SSLError:
        raise SettingError(f"ALCOVE_TLS_CERT names a file without a certificate in PEM: {certificate.chain}") from None
    _server_context(certificate)


def find_date_problem(certificate: Certificate) -> str:
    """Return why clients reject the dates of the certificate today, or an empty string."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    client.load_verify_locations(certificate.chain)
    # The standard library checks the dates of a certificate only in a handshake.
    try:
        _do_handshake(_server_context(certificate), client)
    except ssl.SSLCertVerificationError as error:
        return {_NOT_YET_VALID: "it is not valid yet", _EXPIRED: "it has expired"}.get(error.verify_code, "")
    return ""


def _check_readable(setting: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise SettingError(f"{setting} names a file that cannot be read: {path}: {error.strerror}") from None


def _server_context(certificate: Certificate) -> ssl.SSLContext:
    def refuse_passphrase() -> NoReturn:
        raise SettingError(
            f"ALCOVE_TLS_KEY names a key with a passphrase, which Alcove cannot enter: {certificate.key}"
        )

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate.chain, certificate.key, password=refuse_passphrase)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise SettingError(
                f"ALCOVE_TLS_KEY is not the key of ALCOVE_TLS_CERT: {certificate.key} and {certificate.chain}"
            ) from None
        raise SettingError(f"ALCOVE_TLS_KEY names a file without a key in PEM: {certificate.key}") from None
    return context


def _do_handshake(server: ssl.SSLContext, client: ssl.SSLContext) -> None:
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    peers = (client.wrap_bio(to_client, to_server), server.wrap_bio(to_server, to_client, server_side=True))
    for _ in range(_MAX_HANDSHAKE_ROUNDS):
        for peer in peers:
            with contextlib.suppress(ssl.SSLWantReadError):
                peer.do_handshake()
