"""Answers about an account that are kept until its profile or statistics change."""

from alcove.apps.study.account_cache.service import AccountCache

__all__ = ["AccountCache"]
