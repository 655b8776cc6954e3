"""The errors of cards and reviews."""

from alcove.foundation.errors import AppError


class CardsNotFound(AppError):
    """The account has no such set, card, review or file."""

    status = 404
    code = "NOT_FOUND"


class ReviewConflict(AppError):
    """Another review of the account has this id."""

    status = 409
    code = "REVIEW_CONFLICT"


class TooManyCards(AppError):
    """The account has as many cards, sets or reviews as it may have."""

    status = 422
    code = "TOO_MANY_CARDS"


def refuse_unknown(kind: str) -> CardsNotFound:
    """Return the error for an id that is not one of the caller's rows."""
    return CardsNotFound(f"You have no {kind} with this id.")
