"""The accounts of study programs, for their operator: roles, bans, deletion."""

from alcove.apps.study.account_data.model import AccountMissing
from alcove.apps.study.accounts.service import StudyAccounts
from alcove.apps.study.accounts.store import MemberHooks, has_other_roles

__all__ = ["AccountMissing", "MemberHooks", "StudyAccounts", "has_other_roles"]
