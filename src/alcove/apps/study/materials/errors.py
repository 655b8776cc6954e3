"""The errors of adding materials."""

from alcove.foundation.errors import AppError, BadRequest


class InvalidMaterial(BadRequest):
    """A field is missing or wrong; `details` has the field and the reason."""


class UnsupportedFile(AppError):
    """The content of the file is of no type whose text can be read."""

    status = 415
    code = "unsupported_file"


class MaterialNotFound(AppError):
    """The account has no such material."""

    status = 404
    code = "not_found"


class TooManyPassages(AppError):
    """The account has as much text as it may have."""

    status = 422
    code = "too_many_passages"


def invalid_field(field: str, reason: str) -> InvalidMaterial:
    """Return the error about one field."""
    return InvalidMaterial(f"The {field} {reason}.", details=f"{field}: {reason}")
