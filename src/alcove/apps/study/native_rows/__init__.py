"""Native routes of tables whose rows belong to accounts, from a declaration."""

from alcove.apps.study.native_rows.errors import RowConflict, RowNotFound, explain_refusal
from alcove.apps.study.native_rows.fields import read_values
from alcove.apps.study.native_rows.model import DEFAULT, Filter, Operator, Resource, Values, both_paths
from alcove.apps.study.native_rows.routes import RowEndpoints, read_row_id, register_rows
from alcove.apps.study.native_rows.schemas import Count, LongText, Minutes, ShortText, Tag, Title, change_fields
from alcove.apps.study.native_rows.service import Change, Rows

__all__ = [
    "DEFAULT",
    "Change",
    "Count",
    "Filter",
    "LongText",
    "Minutes",
    "Operator",
    "Resource",
    "RowConflict",
    "RowEndpoints",
    "RowNotFound",
    "Rows",
    "ShortText",
    "Tag",
    "Title",
    "Values",
    "both_paths",
    "change_fields",
    "explain_refusal",
    "read_row_id",
    "read_values",
    "register_rows",
]
