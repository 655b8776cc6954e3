"""Instants and their days of study, for the function in Python and for the one in the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

ZONES: Final = (
    "UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "Australia/Lord_Howe", "America/Havana",
    "Pacific/Apia", "Atlantic/Azores", "Africa/Casablanca", "Asia/Kathmandu",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayCase:
    """An instant in UTC with its day in a time zone."""

    name: str
    time: str
    zone: str | None
    day: str
    day_start: str = "04:00"

    @property
    def instant(self) -> datetime:
        """The instant."""
        return datetime.fromisoformat(f"{self.time}+00:00")


BERLIN: Final = "Europe/Berlin"
LOS_ANGELES: Final = "America/Los_Angeles"
CASES: Final = (
    DayCase("ten to midnight", "2026-05-10T14:50", "Asia/Tokyo", "2026-05-10"),
    DayCase("ten past midnight", "2026-05-10T15:10", "Asia/Tokyo", "2026-05-10"),
    DayCase("before four", "2026-05-10T18:59:59.999999", "Asia/Tokyo", "2026-05-10"),
    DayCase("four", "2026-05-10T19:00", "Asia/Tokyo", "2026-05-11"),
    DayCase("ten past midnight with days from midnight", "2026-05-10T15:10", "Asia/Tokyo", "2026-05-11", "00:00"),
    DayCase("Berlin, clock forward, before", "2026-03-29T00:30", BERLIN, "2026-03-28"),
    DayCase("Berlin, clock forward, 03:59", "2026-03-29T01:59", BERLIN, "2026-03-28"),
    DayCase("Berlin, clock forward, 04:00", "2026-03-29T02:00", BERLIN, "2026-03-29"),
    DayCase("Berlin, clock back, first 02:30", "2026-10-25T00:30", BERLIN, "2026-10-24"),
    DayCase("Berlin, clock back, second 02:30", "2026-10-25T01:30", BERLIN, "2026-10-24"),
    DayCase("Berlin, clock back, 03:59", "2026-10-25T02:59", BERLIN, "2026-10-24"),
    DayCase("Berlin, clock back, 04:00", "2026-10-25T03:00", BERLIN, "2026-10-25"),
    DayCase("Los Angeles, clock forward, 03:59", "2026-03-08T10:59", LOS_ANGELES, "2026-03-07"),
    DayCase("Los Angeles, clock forward, 04:00", "2026-03-08T11:00", LOS_ANGELES, "2026-03-08"),
    DayCase("Los Angeles, clock back, 03:59", "2026-11-01T11:59", LOS_ANGELES, "2026-10-31"),
    DayCase("Los Angeles, clock back, 04:00", "2026-11-01T12:00", LOS_ANGELES, "2026-11-01"),
    DayCase("a start that is left out, before", "2026-03-29T01:29", BERLIN, "2026-03-28", "02:30"),
    DayCase("a start that is left out", "2026-03-29T01:30", BERLIN, "2026-03-29", "02:30"),
    DayCase("a start that comes twice, first", "2026-10-25T00:45", BERLIN, "2026-10-24", "02:30"),
    DayCase("a start that comes twice, second", "2026-10-25T01:30", BERLIN, "2026-10-25", "02:30"),
    DayCase("in Tokyo", "2026-11-29T20:00", "Asia/Tokyo", "2026-11-30"),
    DayCase("the same moment in Los Angeles", "2026-11-29T20:00", LOS_ANGELES, "2026-11-29"),
    DayCase("Samoa before the date that it left out", "2011-12-30T09:59", "Pacific/Apia", "2011-12-29"),
    DayCase("Samoa after the date that it left out", "2011-12-30T10:10", "Pacific/Apia", "2011-12-29"),
    DayCase("Samoa, the next morning", "2011-12-30T14:00", "Pacific/Apia", "2011-12-31"),
    DayCase("unknown zone", "2026-05-10T03:59", "Nowhere/City", "2026-05-09"),
    DayCase("blank zone", "2026-05-10T04:00", "", "2026-05-10"),
    DayCase("no zone", "2026-05-10T04:00", None, "2026-05-10"),
)
