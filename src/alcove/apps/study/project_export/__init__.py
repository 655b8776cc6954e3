"""Export of everything that a program has here, for another project of Supabase or PostgreSQL."""

from alcove.apps.study.project_export.service import ExportError, ExportResult, ProjectExport

__all__ = ["ExportError", "ExportResult", "ProjectExport"]
