"""The errors in the logs of servers and workers, one row for all that have the same origin."""

from alcove.apps.study.logged_errors.service import ErrorList, ErrorNotFound, open_error_recorder

__all__ = ["ErrorList", "ErrorNotFound", "open_error_recorder"]
