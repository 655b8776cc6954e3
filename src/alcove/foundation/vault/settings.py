"""The settings of the vault."""

from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

FILE: Final = Path("vault") / "master-keys.json"
"""Below the data directory."""


class VaultSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the master keys are."""

    alcove_master_keys: Annotated[
        Path | None,
        Meta(
            description="File with the master keys that encrypt stored secrets; by default vault/master-keys.json in"
            " the data directory, made when it is first needed. All hosts that serve one database need the same file."
        ),
    ] = None

    def file(self, data_dir: Path) -> Path:
        """Return the file of a server with this data directory."""
        return (self.alcove_master_keys or data_dir / FILE).expanduser()
