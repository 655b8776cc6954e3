"""Lists and reports as files: JSON, CSV and PDF."""

from alcove.apps.study.exports.model import ExportName
from alcove.apps.study.exports.rendering import ExportFailed
from alcove.apps.study.exports.routes import answer_file, register_exports
from alcove.apps.study.exports.schemas import ExportFormat
from alcove.apps.study.exports.service import Exports

__all__ = ["ExportFailed", "ExportFormat", "ExportName", "Exports", "answer_file", "register_exports"]
