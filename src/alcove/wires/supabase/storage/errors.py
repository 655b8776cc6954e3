"""Errors of storage: `{"statusCode", "error", "message"}`, mostly with HTTP status 400, as Supabase answers."""

from collections.abc import Mapping
from typing import Any, Final

from alcove.foundation.errors import RETRY_SOON

_SHOWN: Final = 1100


class StorageError(Exception):
    """An error response; `code` is the `statusCode` of the body, which the HTTP status seldom repeats."""

    def __init__(
        self, code: str, error: str, message: str, *, status: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.error = error
        self.message = message
        self.status = status
        self.headers: Mapping[str, str] = headers or {}

    def body(self) -> dict[str, Any]:
        """Return the JSON of the response."""
        return {"statusCode": self.code, "error": self.error, "message": self.message}


def bucket_not_found() -> StorageError:
    """Return the error of a bucket that does not exist, or that the caller may not see."""
    return StorageError("404", "Bucket not found", "Bucket not found")


def object_not_found() -> StorageError:
    """Return the error of an object that does not exist, or that the caller may not see."""
    return StorageError("404", "not_found", "Object not found")


def access_denied(message: str = "new row violates row-level security policy") -> StorageError:
    """Return the error of an operation that no policy allows."""
    return StorageError("403", "Unauthorized", message)


def invalid_token(message: str) -> StorageError:
    """Return the error of an access token that is not accepted."""
    return StorageError("403", "Unauthorized", message)


def already_exists() -> StorageError:
    """Return the error of a bucket or object whose name is taken."""
    return StorageError("409", "Duplicate", "The resource already exists")


def invalid_key(name: str) -> StorageError:
    """Return the error of an object's name that is not allowed."""
    return StorageError("400", "InvalidKey", f"Invalid key: {name[:_SHOWN]}")


def invalid_bucket_name() -> StorageError:
    """Return the error of a bucket's name that is not allowed."""
    return StorageError("400", "Invalid Input", "Bucket name invalid")


def invalid_request(message: str) -> StorageError:
    """Return the error of a parameter, header or body that is not acceptable."""
    return StorageError("400", "invalid_request", message)


def invalid_mime_type(mime_type: str) -> StorageError:
    """Return the error of a type of content that a bucket does not allow."""
    return StorageError("415", "invalid_mime_type", f"mime type {mime_type[:_SHOWN]} is not supported")


def too_large(message: str = "The object exceeded the maximum allowed size") -> StorageError:
    """Return the error of a content that is larger than the bucket or the server allows."""
    return StorageError("413", "Payload too large", message)


def bucket_not_empty() -> StorageError:
    """Return the error of a bucket that still has objects."""
    return StorageError("409", "InvalidRequest", "The bucket you tried to delete is not empty")


def disk_full() -> StorageError:
    """Return the error of a full disk; nothing was stored."""
    return StorageError("507", "InsufficientStorage", "The server's disk is full: nothing was stored", status=507)


def unavailable(message: str = "The database does not respond, please try again") -> StorageError:
    """Return the error of a database or folder that is away; the same request may succeed soon."""
    return StorageError("503", "SlowDown", message, status=503, headers=RETRY_SOON)


def database_timeout() -> StorageError:
    """Return the error of a statement, for example of a policy, that took too long."""
    return StorageError("504", "DatabaseTimeout", "The connection to the database timed out", status=504)


def internal_error() -> StorageError:
    """Return the error of a failure that only the log explains."""
    return StorageError("500", "InternalError", "Internal Server Error", status=500)
