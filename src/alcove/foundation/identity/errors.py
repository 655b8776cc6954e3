"""Errors of accounts."""

from alcove.foundation.errors import AppError


class InvalidCredentials(AppError):
    """The name or the password is wrong; the message says how many attempts are left when they are few."""

    status = 401
    code = "invalid_credentials"


class InvalidPassword(AppError):
    """The new password is too short or too long."""

    status = 400
    code = "password_unsuitable"


class InvalidName(AppError):
    """The name or email address is invalid."""

    status = 400
    code = "name_unsuitable"


class InvalidRoles(AppError):
    """The app or role does not exist, or no role would be granted."""

    status = 400
    code = "roles_unsuitable"


class AccountExists(AppError):
    """Another account has this name or email address."""

    status = 409
    code = "account_exists"


class AlreadySetUp(AppError):
    """The server already has its first account."""

    status = 409
    code = "already_set_up"


class InvalidSetupCode(AppError):
    """The one-time code of the first start is wrong, or a later start replaced it."""

    status = 403
    code = "setup_code_wrong"


class SignUpClosed(AppError):
    """Sign-up is disabled; accounts are created by invitation."""

    status = 403
    code = "sign_up_closed"


class CodeExpired(AppError):
    """The link is unknown, was used already, or is too old."""

    status = 404
    code = "code_expired"


class LastOwner(AppError):
    """Without this account an app would have no owner."""

    status = 409
    code = "last_owner"


class NoLocalPassword(AppError):
    """The account has no password on this server: it signs in with another backend."""

    status = 409
    code = "password_elsewhere"


class AccountNotFound(AppError):
    """The account, session, token or invitation does not exist, or belongs to somebody else."""

    status = 404
    code = "account_unknown"


class TooManyTokens(AppError):
    """The maximum number of tokens or invitations is reached."""

    status = 409
    code = "too_many_tokens"
