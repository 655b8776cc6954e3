"""Import of a Supabase project from a database dump and a folder of files."""

from alcove.apps.study.project_import.model import AccountChange, ImportReport, TableReport
from alcove.apps.study.project_import.service import ImportOptions, ProjectImport

__all__ = ["AccountChange", "ImportOptions", "ImportReport", "ProjectImport", "TableReport"]
