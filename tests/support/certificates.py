"""A certificate authority of the test's own."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates that only its own `trusting` context believes."""

    folder: Path

    def serving(self, name: str) -> ssl.SSLContext:
        """Return what a server of that name needs."""
        key, request, signed = (self.folder / f"{name}.{kind}" for kind in ("key", "csr", "crt"))
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName=DNS:{name}\nauthorityKeyIdentifier=keyid\n")
        _openssl("req", "-new", *_KEY, "-keyout", key, "-out", request, "-subj", f"/CN={name}")
        _openssl(
            "x509", "-req", "-in", request, "-CA", self.folder / "ca.crt", "-CAkey", self.folder / "ca.key",
            "-CAcreateserial", "-days", "2", "-out", signed, "-extfile", extensions,
        )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(signed, key)
        return context

    def trusting(self) -> ssl.SSLContext:
        """Return what a client needs to believe this authority and nobody else."""
        return ssl.create_default_context(cafile=self.folder / "ca.crt")


_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def authority(folder: Path) -> Authority:
    """Make an authority that keeps its files in a folder."""
    _openssl(
        "req", "-x509", *_KEY, "-days", "2", "-subj", "/CN=Test Authority", "-keyout", folder / "ca.key",
        "-out", folder / "ca.crt", "-addext", "keyUsage=keyCertSign",
    )  # fmt: skip
    return Authority(folder)


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
