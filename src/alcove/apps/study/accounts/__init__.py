"""The accounts of study programs: their role in this app, their export, and their deletion."""

from alcove.apps.study.accounts.model import AccountMissing, OwnerKept
from alcove.apps.study.accounts.service import StudyAccounts
from alcove.apps.study.accounts.store import BATCH as ACCOUNT_BATCH
from alcove.apps.study.accounts.store import MemberHooks, delete_due_accounts, has_other_roles

__all__ = [
    "ACCOUNT_BATCH",
    "AccountMissing",
    "MemberHooks",
    "OwnerKept",
    "StudyAccounts",
    "delete_due_accounts",
    "has_other_roles",
]
