"""Errors of tokens; their texts are PostgREST's."""


class TokenError(Exception):
    """A token is not accepted."""

    def __init__(self, message: str, *, details: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class MissingSecret(TokenError):
    """A token was sent, but the server has no key to verify it."""


class InvalidToken(TokenError):
    """A token is malformed, or no key of the server verifies its signature."""


class InvalidSecret(ValueError):
    """The configured secret is no usable key; the text says why, without the secret."""


class InvalidRolePath(ValueError):
    """A path to the role of neither syntax."""


class InvalidClaims(TokenError):
    """The signature of a token is right, but its claims are not acceptable, for example because it has expired."""
