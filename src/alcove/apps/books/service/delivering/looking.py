"""What became of a file whose delivery was interrupted."""

import threading
from enum import Enum
from pathlib import Path

from alcove.apps.books.service.delivering.publishing import sha256_of
from alcove.apps.books.store.deliveries import Delivery


class Look(Enum):
    """What is found of a delivery."""

    PUBLISHED = "it reached the library, whether it is still there or not"
    WHOLE = "it waits under its first name"
    NOTHING = "it has to be delivered anew"


def look_for(delivery: Delivery, *, staging: Path, stop: threading.Event) -> Look:
    """Find out how far an interrupted delivery came."""
    path = Path(delivery.path)
    if delivery.temporary is None:
        return Look.PUBLISHED if _is_it(path, delivery, stop=stop) else Look.NOTHING
    first = Path(delivery.temporary)
    if _inode(first) is not None:
        return _under_first_name(first, path, delivery=delivery, stop=stop)
    if delivery.how == "move" and _is_staged(staging, inode=delivery.inode):
        return Look.NOTHING
    # The first name is given up by publishing alone; a library may have taken the file away since.
    return Look.PUBLISHED


def _under_first_name(first: Path, path: Path, *, delivery: Delivery, stop: threading.Event) -> Look:
    if _inode(path) == _inode(first):
        # Published by a link, and interrupted before the first name went.
        first.unlink()
        return Look.PUBLISHED
    return Look.WHOLE if _is_it(first, delivery, stop=stop) else Look.NOTHING


def _is_it(path: Path, delivery: Delivery, *, stop: threading.Event) -> bool:
    if _inode(path) != delivery.inode or path.stat().st_size != delivery.size:
        return False
    return sha256_of(path, stop=stop) == delivery.sha256


def _is_staged(staging: Path, *, inode: int) -> bool:
    return staging.is_dir() and any(_inode(file) == inode for file in staging.iterdir())


def _inode(path: Path) -> int | None:
    try:
        return path.lstat().st_ino
    except (FileNotFoundError, NotADirectoryError):
        return None
