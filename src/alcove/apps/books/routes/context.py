"""What the endpoints need, passed in once."""

from dataclasses import dataclass
from pathlib import Path

from alcove.apps.books.settings import BooksSettings
from alcove.foundation.clock import Clock
from alcove.foundation.database import Notices, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The books app's surroundings in an api process."""

    pool: Pool
    notices: Notices
    clock: Clock
    settings: BooksSettings
    data_dir: Path
