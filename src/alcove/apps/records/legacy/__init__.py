"""Import of the database of an older program."""

from alcove.apps.records.legacy.service import ImportReport, import_legacy

__all__ = ["ImportReport", "import_legacy"]
