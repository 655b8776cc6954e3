"""The settings of https without a proxy in front."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from alcove.foundation.settings.secret import SettingError


class TlsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The certificate of the server; without it the server uses plain http."""

    alcove_tls_cert: Annotated[
        Path | None,
        Meta(description="File of the certificate chain (PEM); the server then uses https."),
    ] = None
    alcove_tls_key: Annotated[
        Path | None, Meta(description="File of the certificate's key (PEM), without a passphrase.")
    ] = None

    def __post_init__(self) -> None:
        if (self.alcove_tls_cert is None) == (self.alcove_tls_key is None):
            return
        present, absent = ("ALCOVE_TLS_CERT", "ALCOVE_TLS_KEY")
        if self.alcove_tls_cert is None:
            present, absent = absent, present
        raise SettingError(f"{present} is set and {absent} is not: set both, or neither for plain http")
