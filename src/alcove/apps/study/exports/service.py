"""Write lists of an account as files."""

import asyncio
import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from alcove.apps.study.analytics import AnalyticsBody, AnalyticsQuery, read_chosen, read_query
from alcove.apps.study.exports import store
from alcove.apps.study.exports.model import (
    MAX_PART_ROWS,
    MAX_PDF_ROWS,
    MAX_ROWS,
    TITLES,
    Document,
    ExportName,
    Section,
    format_value,
    make_section,
    protect_cell,
)
from alcove.apps.study.exports.rendering import render_document
from alcove.apps.study.exports.schemas import ExportFormat, ListExportBody
from alcove.apps.study.quizzes import list_question_rows
from alcove.apps.study.study_days import find_zone
from alcove.foundation.deps import Deps

MAX_QUIZZES: Final = 500
MAX_RENDERED: Final = 2
"""PDFs that a process writes at the same time."""
_BOM: Final = b"\xef\xbb\xbf"


class Exports:
    """Writes files."""

    def __init__(self, deps: Deps) -> None:
        self._pool = deps.pool
        self._clock = deps.clock
        self._rendering = asyncio.Semaphore(MAX_RENDERED)

    async def write(self, user_id: UUID, *, name: ExportName, format: ExportFormat) -> bytes:  # noqa: A002
        """Return a list as a file; ExportFailed."""
        if format is ExportFormat.PDF:
            return await self.write_pdf(user_id, names=[name])
        rows = await self._list_rows(user_id, name=name)
        if format is ExportFormat.CSV:
            return write_csv(rows)
        return msgspec.json.encode(ListExportBody(name=name, exported_at=self._clock.now(), rows=rows))

    async def write_pdf(self, user_id: UUID, *, names: Sequence[ExportName], owner: str = "") -> bytes:
        """Return lists as one PDF; ExportFailed."""
        zone = find_zone(await store.find_time_zone(self._pool, user_id))
        sections: list[Section] = []
        limit = MAX_PDF_ROWS if len(names) == 1 else MAX_PART_ROWS
        for name in names:
            if name is ExportName.ANALYTICS:
                sections += describe_analytics(await self._read_analytics(user_id))
            else:
                sections.append(make_section(name, await self._list_rows(user_id, name=name), zone=zone, limit=limit))
        now = self._clock.now().astimezone(zone)
        document = Document(
            title=TITLES[names[0]] if len(names) == 1 else "Everything you study with",
            subtitle=f"{owner}{', ' if owner else ''}{now:%Y-%m-%d %H:%M} ({zone.key})",
            created_at=now,
            sections=sections,
        )
        return await self.render(document)

    async def render(self, document: Document) -> bytes:
        """Return a document as PDF; ExportFailed."""
        async with self._rendering:
            return await render_document(document)

    async def _list_rows(self, user_id: UUID, *, name: ExportName) -> Sequence[Mapping[str, Any]]:
        if name is ExportName.QUIZZES:
            return await list_question_rows(self._pool, user_id, clock=self._clock, quizzes=MAX_QUIZZES, limit=MAX_ROWS)
        if name is ExportName.ANALYTICS:
            days = (await self._read_analytics(user_id)).days
            rows: Sequence[Mapping[str, Any]] = msgspec.to_builtins(days)
            return rows
        return await store.list_export_rows(self._pool, user_id, name=name)

    async def _read_analytics(self, user_id: UUID) -> AnalyticsBody:
        content = await read_chosen(self._pool, user_id, chosen=read_query(AnalyticsQuery()))
        return msgspec.json.decode(content, type=AnalyticsBody)


def write_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as CSV in UTF-8 with a byte order mark.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow(
            [protect_cell(value) if isinstance(value, str) else format_value(value) for value in row.values()]
        )
    return _BOM + text.getvalue().encode()


def describe_analytics(body: AnalyticsBody) -> Sequence[Section]:
    """Return the statistics of a range as parts of a PDF."""
    totals, days = body.totals, body.range
    focus = f", with a focus of {totals.average_focus_score:g} of 100" if totals.average_focus_score is not None else ""
    lines = [
        f"From {days.first} to {days.last}: {totals.total_study_time} minutes, {totals.session_count} sessions{focus}.",
        f"{totals.study_days} study days, {totals.tasks_completed} tasks, {totals.flashcards_studied} cards.",
        f"Streak: {body.streak.current} days, the longest {body.streak.longest} days.",
    ]
    if body.previous is not None:
        lines.append(f"The {body.previous.days} days before: {body.previous.totals.total_study_time} minutes.")
    numbers = ["Minutes", "Sessions", "Tasks", "Cards"]
    return [
        Section(title=TITLES[ExportName.ANALYTICS], lines=lines),
        Section(
            title="Subjects",
            headings=["Subject", *numbers, "Share"],
            rows=[
                [subject.name or "None", *_list_numbers(subject), f"{subject.share:g} %"] for subject in body.subjects
            ],
            lines=() if body.subjects else ("Nothing was studied.",),
        ),
        Section(
            title="Days",
            headings=["Day", *numbers],
            rows=[[str(day.date), *_list_numbers(day)] for day in body.days],
        ),
    ]


def _list_numbers(counts: Any) -> list[str]:
    names = ("total_study_time", "session_count", "tasks_completed", "flashcards_studied")
    return [str(getattr(counts, name)) for name in names]
