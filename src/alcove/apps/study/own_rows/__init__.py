"""Rows from elsewhere in the tables of this app: checked one by one, with new ids where theirs are taken."""

from alcove.apps.study.own_rows.model import EXCLUDED, OwnTable, RowResult
from alcove.apps.study.own_rows.service import OwnRows

__all__ = ["EXCLUDED", "OwnRows", "OwnTable", "RowResult"]
