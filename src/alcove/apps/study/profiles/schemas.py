"""The JSON of accounts and profiles."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from alcove.apps.study.native_rows import ShortText

Address = Annotated[
    str, Meta(max_length=2000, pattern=r"\A(https?://|/)\S*\Z", description="Of http or https, or a path here.")
]
Zone = Annotated[str, Meta(max_length=100, description="Name of a time zone, such as Europe/Berlin.")]
Language = Annotated[str, Meta(min_length=2, max_length=35, pattern=r"\A[A-Za-z0-9-]+\Z")]


class AcademicLevel(StrEnum):
    """Where somebody learns."""

    ELEMENTARY = "elementary"
    MIDDLE_SCHOOL = "middle_school"
    HIGH_SCHOOL = "high_school"
    UNDERGRADUATE = "undergraduate"
    GRADUATE = "graduate"
    POSTGRADUATE = "postgraduate"
    PROFESSIONAL = "professional"


class ProfileFields(msgspec.Struct, frozen=True, kw_only=True):
    """What people say about themselves; `full_name` alone is split into first and last name."""

    first_name: ShortText | None = None
    last_name: ShortText | None = None
    full_name: ShortText | None = None
    avatar_url: Address | None = None
    date_of_birth: date | None = None
    academic_level: AcademicLevel | None = AcademicLevel.HIGH_SCHOOL
    timezone: Zone = "UTC"
    language: Language = "en"
    onboarding_completed: bool = False


class ProfileBody(msgspec.Struct, frozen=True, kw_only=True):
    """A profile; `study_streak` is in days, `total_study_time` in minutes. `id` and `user_id` are the account's."""

    id: UUID
    user_id: UUID
    email: str | None
    first_name: str | None
    last_name: str | None
    full_name: str | None
    avatar_url: str | None
    date_of_birth: date | None
    academic_level: AcademicLevel | None
    subscription_tier: str | None
    timezone: str | None
    language: str | None
    onboarding_completed: bool | None
    study_streak: int | None
    total_study_time: int | None
    created_at: datetime
    updated_at: datetime


class ProfileSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a profile that an account is shown with."""

    id: UUID
    user_id: UUID
    full_name: str | None
    avatar_url: str | None


class UserBody(msgspec.Struct, frozen=True, kw_only=True):
    """An account with its profile."""

    id: UUID
    email: str | None
    created_at: datetime | None
    updated_at: datetime | None
    profile: ProfileSummary
