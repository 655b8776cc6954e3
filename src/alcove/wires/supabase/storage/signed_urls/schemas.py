"""Bodies of signed addresses."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

import msgspec

from alcove.wires.supabase.storage.errors import StorageError, invalid_request

_CENTURY: Final = 100 * 365 * 24 * 3600
Seconds = Annotated[int, msgspec.Meta(ge=1, le=_CENTURY)]
Pixels = Annotated[int, msgspec.Meta(ge=0, le=2500)]


class TransformOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How an image is changed before it is sent."""

    width: Pixels | None = None
    height: Pixels | None = None
    resize: Literal["cover", "contain", "fill"] | None = None
    format: Literal["origin", "avif", "webp"] | None = None
    quality: Annotated[int, msgspec.Meta(ge=20, le=100)] | None = None

    def encode(self) -> str:
        """Return the options as the query string that asks for them, '' without any."""
        return urlencode({name: value for name, value in msgspec.structs.asdict(self).items() if value is not None})


class SigningBody(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`POST /object/sign/<bucket>/<name>`."""

    expires_in: Seconds
    transform: TransformOptions | None = None
    version_id: str | None = None


class SigningListBody(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`POST /object/sign/<bucket>`."""

    expires_in: Seconds
    paths: list[str]

    def read_paths(self, *, most: int) -> Sequence[str]:
        """Return the names; StorageError unless there are some, but not too many."""
        if not self.paths:
            raise _wrong_count("fewer than 1")
        if len(self.paths) > most:
            raise _wrong_count(f"more than {most}")
        return self.paths


def _wrong_count(count: str) -> StorageError:
    return invalid_request(f"body/paths must NOT have {count} items")
