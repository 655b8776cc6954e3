"""The errors of making cards and quizzes."""

from alcove.foundation.errors import AppError


class GenerationNotFound(AppError):
    """The account has no such material or generation."""

    status = 404
    code = "not_found"


class MaterialNotReady(AppError):
    """The passages of the material are not there yet; Retry-After says when to try again."""

    status = 409
    code = "material_not_ready"


class MaterialWithoutText(AppError):
    """The material has no passage to make something of."""

    status = 422
    code = "material_without_text"


def refuse_generation() -> GenerationNotFound:
    """Return the error for an id that is not one of the caller's generations."""
    return GenerationNotFound("You have no generation with this id.")


def refuse_material() -> GenerationNotFound:
    """Return the error for an id that is not one of the caller's materials."""
    return GenerationNotFound("You have no material with this id.")
