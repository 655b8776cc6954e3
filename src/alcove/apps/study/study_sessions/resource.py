"""Study sessions as a resource of the native API."""

from datetime import datetime
from typing import Final
from uuid import UUID

from alcove.apps.study.native_rows import Filter, Operator, Resource, both_paths
from alcove.apps.study.study_sessions.model import SessionStatus, SessionType
from alcove.apps.study.study_sessions.schemas import SessionBody, SessionFields
from alcove.apps.study.study_sessions.store import ACTIVE_SECONDS, RUNNING_SINCE, STUDY_DAY, SUBJECT_NAME

SESSIONS: Final = Resource(
    noun="study session",
    plural="study_sessions",
    table="public.study_sessions",
    paths=both_paths("study-sessions"),
    body=SessionBody,
    fields=SessionFields,
    filters=(
        Filter(name="status", kind=SessionStatus, operator=Operator.ANY_OF, description="One or several, with commas."),
        Filter(name="type", kind=SessionType, operator=Operator.ANY_OF),
        Filter(name="subject_id", kind=UUID),
        Filter(name="created_from", kind=datetime, operator=Operator.FROM, column="created_at"),
        Filter(name="created_before", kind=datetime, operator=Operator.BEFORE, column="created_at"),
        Filter(name="q", kind=str, operator=Operator.CONTAINS, column="title", description="Text in the title."),
    ),
    sorts=("created_at", "updated_at", "start_time", "end_time", "duration", "title"),
    columns={"start_time": "started_at", "end_time": "completed_at"},
    computed={
        "subject": SUBJECT_NAME,
        "study_day": STUDY_DAY,
        "active_seconds": ACTIVE_SECONDS,
        "running_since": RUNNING_SINCE,
    },
)
