"""The errors of adding materials."""

from alcove.foundation.errors import AppError


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


def refuse_unknown() -> MaterialNotFound:
    """Return the error for an id that is not one of the caller's materials."""
    return MaterialNotFound("You have no material with this id.")


def refuse_passages(limit: int) -> TooManyPassages:
    """Return the error for an account with as many passages as it may have."""
    return TooManyPassages(
        f"Your materials have {limit:,} passages together, which is the most: delete some of them first."
    )
