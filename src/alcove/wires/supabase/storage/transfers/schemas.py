"""Bodies of moves and copies."""

import msgspec


class MoveBody(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`POST /object/move`; without a destination bucket the object stays in its own."""

    bucket_id: str
    source_key: str
    destination_key: str
    destination_bucket: str | None = None
    source_version_id: str | None = None


class NewMetadata(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a copy has other than its source; None stays as it is, an empty encoding is none."""

    cache_control: str | None = None
    mimetype: str | None = None
    content_encoding: str | None = None


class CopyBody(MoveBody, frozen=True, kw_only=True, rename="camel"):
    """`POST /object/copy`; without `copy_metadata`, `metadata` applies and the program's own metadata is left out."""

    copy_metadata: bool | None = None
    metadata: NewMetadata | None = None
