"""Removal of files that no object names, and the lock with which a backup keeps them."""

from alcove.wires.supabase.storage.upkeep.lock import hold_files, keep_files, try_lock_removal
from alcove.wires.supabase.storage.upkeep.removal import FileRemoval
from alcove.wires.supabase.storage.upkeep.store import announce_version, list_contents

__all__ = ["FileRemoval", "announce_version", "hold_files", "keep_files", "list_contents", "try_lock_removal"]
