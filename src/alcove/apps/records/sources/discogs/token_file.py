"""The file of an OAuth access token, readable by its owner only."""

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
    """Return the stored token, None without a file; removes permissions of others first. CredentialsInvalid."""
    try:
        with path.open("rb") as file:
            _restrict_to_owner(file.fileno(), path)
            return msgspec.json.decode(file.read(_MAX_BYTES), type=TokenPair)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CredentialsInvalid(f"The token file {path} cannot be read: {error.strerror}.") from error
    except (msgspec.MsgspecError, UnicodeError):
        # Without the cause, which could contain a part of the token.
        raise CredentialsInvalid(f'The token file {path} is not {{"token": "...", "secret": "..."}}.') from None


def save_token(path: Path, token: TokenPair) -> None:
    """Store a token atomically, readable by its owner only."""
    write_private_file(path, msgspec.json.encode(token))


def _restrict_to_owner(handle: int, path: Path) -> None:
    mode = stat.S_IMODE(os.fstat(handle).st_mode)
    if not mode & 0o077:
        return
    get_logger(__name__).warning("token_file_was_readable_by_others", path=str(path), mode=f"{mode:o}")
    os.fchmod(handle, _PRIVATE_MODE)
