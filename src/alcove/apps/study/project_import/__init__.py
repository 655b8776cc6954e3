"""Import of a Supabase project from a database dump and a folder of files."""

from alcove.apps.study.project_import.model import ImportReport, TableReport
from alcove.apps.study.project_import.service import ImportOptions, ProjectImport

__all__ = ["ImportOptions", "ImportReport", "ProjectImport", "TableReport"]
