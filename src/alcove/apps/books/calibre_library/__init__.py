"""Which books a Calibre library has already, read from its `metadata.db`."""

from alcove.apps.books.calibre_library.model import LibraryIndex
from alcove.apps.books.calibre_library.service import CalibreLibrary

__all__ = ["CalibreLibrary", "LibraryIndex"]
