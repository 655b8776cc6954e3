"""The tasks of a worker process that tests kill: it delivers mail."""

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

from alcove.foundation.database import Pool
from alcove.foundation.mail import QUEUE, MailSettings, build_tasks
from alcove.foundation.settings import load_settings
from support.worker_program import Work


@contextlib.asynccontextmanager
async def build_work(pool: Pool, data_dir: str, environ: str) -> AsyncIterator[Work]:
    """Yield the tasks for a data directory and for settings as JSON."""
    settings = load_settings(MailSettings, environ=json.loads(environ))
    yield Work(build_tasks(settings, pool=pool, data_dir=Path(data_dir), wait=0.1), [QUEUE])
