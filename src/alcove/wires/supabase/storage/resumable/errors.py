"""Errors of the tus protocol; clients read their HTTP status, so it is the one of the body."""

from typing import Final

from alcove.wires.supabase.storage.errors import StorageError

VERSION: Final = "1.0.0"
TUS_HEADERS: Final = (("tus-resumable", VERSION), ("cache-control", "no-store"))


def with_http_status(error: StorageError) -> StorageError:
    """Return an error whose HTTP status is the one that its body names."""
    headers = {**error.headers, "tus-resumable": VERSION}
    status = int(error.code) if error.status == _BAD_REQUEST and error.code.isdigit() else error.status
    return StorageError(
        error.message, code=error.code, error=error.error, kind=error.kind, status=status, headers=headers
    )


def unsupported_version() -> StorageError:
    """Return the error of a request in another version of the protocol, or in none."""
    message = f"Tus-Resumable must be {VERSION}"
    return StorageError(message, code="412", error="PreconditionFailed", status=412, headers={"tus-version": VERSION})


def upload_not_found() -> StorageError:
    """Return the error of an upload that does not exist, any more or at all."""
    return StorageError("The upload was not found", code="404", error="not_found", status=404)


def upload_expired() -> StorageError:
    """Return the error of an upload that took too long."""
    return StorageError("The upload has expired", code="410", error="Gone", status=410)


def upload_locked() -> StorageError:
    """Return the error of a request while another one writes the same upload."""
    return StorageError("Another request is writing this upload", code="423", error="ResourceLocked", status=423)


def wrong_offset(offset: int) -> StorageError:
    """Return the error of a part that does not follow what has arrived."""
    message = f"Upload-Offset conflict: the upload is at {offset}"
    return StorageError(message, code="409", error="Conflict", status=409, headers={"upload-offset": str(offset)})


def wrong_content_type() -> StorageError:
    """Return the error of a part with another content type than that of the protocol."""
    message = "The Content-Type must be application/offset+octet-stream"
    return StorageError(message, code="415", error="UnsupportedMediaType", status=415)


_BAD_REQUEST: Final = 400
