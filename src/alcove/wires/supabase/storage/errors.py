"""Errors of storage: `{"statusCode", "error", "message", "code"}`, mostly with HTTP status 400, as Supabase answers."""

from collections.abc import Mapping
from typing import Any, Final

from alcove.foundation.errors import RETRY_SOON

_SHOWN: Final = 1100
_KINDS: Final[Mapping[str, str]] = {
    "Bucket not found": "NoSuchBucket",
    "not_found": "NoSuchKey",
    "Unauthorized": "AccessDenied",
    "Duplicate": "ResourceAlreadyExists",
    "Invalid Input": "InvalidBucketName",
    "Not Found": "InvalidRequest",
    "invalid_request": "InvalidRequest",
    "invalid_mime_type": "InvalidMimeType",
    "Payload too large": "EntityTooLarge",
}
"""Supabase's newer codes for its older ones; those that are not here are the same."""


class StorageError(Exception):
    """An error response; `code` is the `statusCode` of the body, which the HTTP status seldom repeats.

    `error` is the older name of what is wrong, `kind` the newer one, which newer clients tell errors apart by.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        error: str,
        kind: str = "",
        status: int = 400,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.error = error
        self.kind = kind or _KINDS.get(error, error)
        self.message = message
        self.status = status
        self.headers: Mapping[str, str] = headers or {}

    def body(self) -> dict[str, Any]:
        """Return the JSON of the response."""
        return {"statusCode": self.code, "error": self.error, "message": self.message, "code": self.kind}


def bucket_not_found() -> StorageError:
    """Return the error of a bucket that does not exist, or that the caller may not see."""
    return StorageError("Bucket not found", code="404", error="Bucket not found")


def object_not_found() -> StorageError:
    """Return the error of an object that does not exist, or that the caller may not see."""
    return StorageError("Object not found", code="404", error="not_found")


def access_denied(message: str = "new row violates row-level security policy") -> StorageError:
    """Return the error of an operation that no policy allows."""
    return StorageError(message, code="403", error="Unauthorized")


def invalid_token(message: str) -> StorageError:
    """Return the error of an access token that is not accepted."""
    return StorageError(message, code="403", error="Unauthorized", kind="InvalidJWT")


def invalid_url_token(message: str) -> StorageError:
    """Return the error of the token in a signed address that is not valid, or not any more."""
    return StorageError(message, code="400", error="InvalidJWT")


def invalid_signature() -> StorageError:
    """Return the error of a valid token that was signed for another address."""
    return StorageError("The url does not match the signature", code="400", error="InvalidSignature")


def already_exists() -> StorageError:
    """Return the error of a bucket or object whose name is taken."""
    return StorageError("The resource already exists", code="409", error="Duplicate")


def invalid_key(name: str) -> StorageError:
    """Return the error of an object's name that is not allowed."""
    return StorageError(f"Invalid key: {name[:_SHOWN]}", code="400", error="InvalidKey")


def invalid_bucket_name() -> StorageError:
    """Return the error of a bucket's name that is not allowed."""
    return StorageError("Bucket name invalid", code="400", error="Invalid Input")


def invalid_request(message: str) -> StorageError:
    """Return the error of a parameter, header or body that is not acceptable."""
    return StorageError(message, code="400", error="invalid_request")


def invalid_mime_type(mime_type: str) -> StorageError:
    """Return the error of a type of content that a bucket does not allow."""
    return StorageError(f"mime type {mime_type[:_SHOWN]} is not supported", code="415", error="invalid_mime_type")


def too_large(message: str = "The object exceeded the maximum allowed size") -> StorageError:
    """Return the error of a content that is larger than the bucket or the server allows."""
    return StorageError(message, code="413", error="Payload too large")


def bucket_not_empty() -> StorageError:
    """Return the error of a bucket that still has objects."""
    return StorageError("The bucket you tried to delete is not empty", code="409", error="InvalidRequest")


def feature_not_enabled(feature: str) -> StorageError:
    """Return the error of a feature of Supabase that this server does not have."""
    message = f"The feature {feature} is not enabled for this resource"
    return StorageError(message, code="403", error="FeatureNotEnabled", status=403)


def resource_locked() -> StorageError:
    """Return the error of a request that another one was in the way of: nothing was changed, it may be repeated."""
    return StorageError("The resource is locked", code="423", error="ResourceLocked", status=423)


def disk_full() -> StorageError:
    """Return the error of a full disk; nothing was stored."""
    return StorageError(
        "The server's disk is full: nothing was stored", code="507", error="InsufficientStorage", status=507
    )


def unavailable(message: str = "The database does not respond, please try again") -> StorageError:
    """Return the error of a database or folder that is away; the same request may succeed soon."""
    return StorageError(message, code="503", error="SlowDown", status=503, headers=RETRY_SOON)


def database_timeout() -> StorageError:
    """Return the error of a statement, for example of a policy, that took too long."""
    return StorageError("The connection to the database timed out", code="504", error="DatabaseTimeout", status=504)


def internal_error() -> StorageError:
    """Return the error of a failure that only the log explains."""
    return StorageError("Internal Server Error", code="500", error="InternalError", status=500)
