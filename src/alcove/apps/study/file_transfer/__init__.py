"""Files of objects, from folders of other systems and back into them."""

from alcove.apps.study.file_transfer.model import MAX_OBJECTS, is_safe_name
from alcove.apps.study.file_transfer.service import FileTransfer, find_file

__all__ = ["MAX_OBJECTS", "FileTransfer", "find_file", "is_safe_name"]
