"""Files of objects, from folders of other systems and back into them."""

from alcove.apps.study.file_transfer.service import FileTransfer, find_file, find_stored, is_safe_name

__all__ = ["FileTransfer", "find_file", "find_stored", "is_safe_name"]
