"""Errors of the administration of accounts."""

from alcove.foundation.errors import AppError


class AccountMissing(AppError):
    """There is no account with this address or id."""

    status = 404
    code = "study_account_missing"


class OwnerKept(AppError):
    """The account owns an app, so that it is not deleted."""

    status = 409
    code = "study_owner_kept"


class NotToBeDeleted(AppError):
    """The account is not to be deleted, so that there is nothing to restore."""

    status = 409
    code = "study_account_kept"
