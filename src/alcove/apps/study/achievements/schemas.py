"""The JSON of achievements."""

from datetime import datetime
from uuid import UUID

import msgspec


class AchievementBody(msgspec.Struct, frozen=True, kw_only=True):
    """Something to reach, or an achievement that a program has added, whose `code` is null.

    `id` is that of the row of public.achievements, null until it is unlocked. `metric` is what is counted: sessions,
    minutes, streak, days, tasks, cards, quizzes or goals.
    """

    id: UUID | None
    code: str | None
    title: str
    description: str | None
    icon: str | None
    category: str | None
    metric: str | None
    progress: int
    max_progress: int
    unlocked: bool
    unlocked_at: datetime | None
    reward_points: int


class AchievementListBody(msgspec.Struct, frozen=True, kw_only=True):
    """All achievements: those of the server in their order, then others; `points` are those of the unlocked ones."""

    achievements: list[AchievementBody]
    total: int
    unlocked: int
    points: int
