"""Texts of files: what a file is, and how its text is read. Files may be hostile; they are read in a child process."""

from alcove.apps.study.materials.extraction.child import extract_file
from alcove.apps.study.materials.extraction.kinds import FileKind, find_kind
from alcove.apps.study.materials.extraction.model import ExtractionError, ExtractionLimits
from alcove.apps.study.materials.extraction.output import OutputProgress, read_parts

__all__ = [
    "ExtractionError",
    "ExtractionLimits",
    "FileKind",
    "OutputProgress",
    "extract_file",
    "find_kind",
    "read_parts",
]
