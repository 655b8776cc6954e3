"""The import of an older database."""

from alcove.apps.records.legacy.service import ImportReport, import_legacy

__all__ = ["ImportReport", "import_legacy"]
