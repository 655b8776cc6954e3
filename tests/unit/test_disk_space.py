"""How much of a disk is free, and how much of that stays reserved."""

from pathlib import Path

import pytest

from alcove.foundation.database.reserved_space import MIN_FREE, SIZE, ReservedSpace
from alcove.foundation.disk_space import MEGABYTE, DiskSpace, read_disk_space
from support.small_disk import small_disk


@pytest.mark.parametrize(("megabytes", "reserve"), [(100, 16), (400, 40), (9000, 512)])
def test_a_tenth_is_reserved(megabytes: int, reserve: int) -> None:
    """By default a tenth of the disk is reserved, at least 16 and at most 512 MB; a setting is taken as it is."""
    with small_disk(megabytes=megabytes) as disk:
        space = read_disk_space(disk.path / "not" / "there", reserve_mb=None)
        assert (space.free, space.reserved) == (megabytes * MEGABYTE, reserve * MEGABYTE)
        assert read_disk_space(disk.path, reserve_mb=7).reserved == 7 * MEGABYTE


def test_low_space_is_explained() -> None:
    """Below the reserve the text says what happens and which setting decides."""
    assert str(DiskSpace(size=9 * MEGABYTE, free=3 * MEGABYTE, reserved=2 * MEGABYTE)) == "3 MB free"
    low = DiskSpace(size=9 * MEGABYTE, free=MEGABYTE, reserved=2 * MEGABYTE)
    assert (low.is_low, low.usable) == (True, -MEGABYTE)
    assert "ALCOVE_DISK_RESERVE_MB" in str(low)


def test_space_for_a_start_is_reserved_and_released() -> None:
    """The space is reserved where there is enough, released on a full disk, and reserved again later."""
    with small_disk(megabytes=100) as disk:
        file: Path = disk.path / "reserved-space"
        reserved = ReservedSpace(file)
        disk.fill(leave=MIN_FREE - MEGABYTE)
        reserved.reserve()
        assert not file.exists()
        disk.empty()
        reserved.reserve()
        assert disk.free <= 100 * MEGABYTE - SIZE
        reserved.release_if_needed()
        assert file.exists()
        disk.fill()
        reserved.release_if_needed()
        assert not file.exists()
        assert disk.free >= SIZE - MEGABYTE
        reserved.reserve()
        assert not file.exists()
