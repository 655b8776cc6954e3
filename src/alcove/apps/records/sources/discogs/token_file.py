"""The file that keeps an OAuth access token: for its owner only, whole or not at all."""

import os
import stat
from pathlib import Path

import msgspec

from alcove.apps.records.errors import CredentialsInvalid
from alcove.apps.records.settings import TokenPair
from alcove.foundation.settings import write_private_file
from alcove.foundation.telemetry import get_logger

_PRIVATE_MODE = 0o600
_MAX_BYTES = 64 * 1024


def load_token(path: Path) -> TokenPair | None:
    """Return the kept token, None when there is no file; one that others may read is closed to them first."""
    try:
        with path.open("rb") as file:
            _restrict_to_owner(file.fileno(), path)
            return msgspec.json.decode(file.read(_MAX_BYTES), type=TokenPair)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CredentialsInvalid(f"The token file {path} cannot be read: {error.strerror}.") from error
    except (msgspec.MsgspecError, UnicodeError):
        # Without its cause, which could show a part of the token.
        raise CredentialsInvalid(f'The token file {path} is not {{"token": "...", "secret": "..."}}.') from None


def save_token(path: Path, token: TokenPair) -> None:
    """Keep a token: readable by its owner only, and safe against a crash at any moment."""
    write_private_file(path, msgspec.json.encode(token))


def _restrict_to_owner(handle: int, path: Path) -> None:
    mode = stat.S_IMODE(os.fstat(handle).st_mode)
    if not mode & 0o077:
        return
    get_logger(__name__).warning("token file was open to others", path=str(path), mode=f"{mode:o}")
    os.fchmod(handle, _PRIVATE_MODE)
