"""Whether an account can reach a folder depends on the permissions of its parents."""

import os
from pathlib import Path

from alcove.foundation.database.system_account import can_reach

OTHER = 54321


def test_every_parent_counts(tmp_path: Path) -> None:
    """One private parent keeps other accounts out, but not its owner."""
    target = tmp_path / "a" / "b" / "c"
    target.mkdir(parents=True)
    (tmp_path / "a").chmod(0o700)
    assert not can_reach(target, uid=OTHER, gid=OTHER)
    assert can_reach(target, uid=os.geteuid(), gid=os.getegid())
    assert can_reach(Path("/"), uid=OTHER, gid=OTHER)


def test_group_and_others(tmp_path: Path) -> None:
    """For members of the group the group permission counts, also when others may do more."""
    target = tmp_path / "a" / "b"
    target.mkdir(parents=True)
    group = target.stat().st_gid
    parents_are_public = can_reach(tmp_path / "a", uid=OTHER, gid=group)
    (tmp_path / "a").chmod(0o710)
    assert can_reach(target, uid=OTHER, gid=group) == parents_are_public
    assert not can_reach(target, uid=OTHER, gid=OTHER)
    (tmp_path / "a").chmod(0o701)
    assert not can_reach(target, uid=OTHER, gid=group)
