"""Whether an account can walk to a folder is read from the folders' permissions."""

import os
from pathlib import Path

from alcove.foundation.database.account import can_reach

OTHER = 54321


def test_every_parent_counts(tmp_path: Path) -> None:
    """One closed folder on the way is enough to keep another account out, not its owner."""
    target = tmp_path / "a" / "b" / "c"
    target.mkdir(parents=True)
    (tmp_path / "a").chmod(0o700)
    assert not can_reach(target, uid=OTHER, gid=OTHER)
    assert can_reach(target, uid=os.geteuid(), gid=os.getegid())
    assert can_reach(Path("/"), uid=OTHER, gid=OTHER)


def test_group_and_others(tmp_path: Path) -> None:
    """The group's permission decides for its members, also when others may do more."""
    target = tmp_path / "a" / "b"
    target.mkdir(parents=True)
    group = target.stat().st_gid
    open_above = can_reach(tmp_path / "a", uid=OTHER, gid=group)
    (tmp_path / "a").chmod(0o710)
    assert can_reach(target, uid=OTHER, gid=group) == open_above
    assert not can_reach(target, uid=OTHER, gid=OTHER)
    (tmp_path / "a").chmod(0o701)
    assert not can_reach(target, uid=OTHER, gid=group)
