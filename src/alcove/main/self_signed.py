"""Create a self-signed certificate."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from alcove.foundation.cli import USAGE, CommandError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, GeneralName

LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "::1")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(\*\.)?{_LABEL}(\.{_LABEL})*")
_CLOCK_TOLERANCE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SelfSigned:
    """A certificate and its key in PEM, and the certificate's SHA-256 fingerprint."""

    certificate: bytes
    key: bytes
    fingerprint: str


def make_self_signed(names: Sequence[str], *, now: datetime, days: int) -> SelfSigned:
    """Return a new P-256 key and its certificate for host names and addresses; CommandError for an invalid name."""
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415 - large library
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    subjects = [_general_name(name) for name in dict.fromkeys((*names, *LOOPBACK_NAMES))]
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _sign(key, subjects, first=names[0], start=now - _CLOCK_TOLERANCE, end=now + timedelta(days=days))
    return SelfSigned(
        certificate=certificate.public_bytes(serialization.Encoding.PEM),
        key=key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
    )


def _sign(
    key: "EllipticCurvePrivateKey", subjects: "Sequence[GeneralName]", *, first: str, start: datetime, end: datetime
) -> "Certificate":
    from cryptography import x509  # noqa: PLC0415 - large library
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415

    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, first[:64])])
    public_key = key.public_key()
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.SubjectAlternativeName(subjects), False),
        # Firefox rejects a server certificate that is also a CA.
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.KeyUsage(digital_signature=True, **usage), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectKeyIdentifier.from_public_key(public_key), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(public_key), False),
    ]
    builder = x509.CertificateBuilder(subject, subject, public_key, x509.random_serial_number(), start, end)
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(key, hashes.SHA256())


def _general_name(name: str) -> "GeneralName":
    from cryptography import x509  # noqa: PLC0415 - large library

    try:
        return x509.IPAddress(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        pass
    try:
        # Certificates contain internationalised names as punycode.
        ascii_name = name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        ascii_name = ""
    if len(ascii_name) > 253 or not _HOST.fullmatch(ascii_name.lower()):
        raise CommandError(
            f"{name[:80]!r} is not a host name or an address such as alcove.lan or 192.0.2.7", code=USAGE
        )
    return x509.DNSName(ascii_name.lower())
