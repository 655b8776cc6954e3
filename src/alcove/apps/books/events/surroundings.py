"""What the live connection is built from."""

import asyncio
from dataclasses import dataclass

from alcove.apps.books.events.people import People
from alcove.apps.books.service.board import Board
from alcove.apps.books.service.opened_sources import Preferences
from alcove.foundation.clock import Clock
from alcove.foundation.database import Notices


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the live connection needs."""

    board: Board
    notices: Notices
    clock: Clock
    preferences: Preferences
    people: People
    stopping: asyncio.Event
