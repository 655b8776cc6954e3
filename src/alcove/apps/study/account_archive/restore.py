"""Restore the memory of cards, their reviews and media, days, timers and progress of an archive."""

from collections import Counter
from typing import Final
from uuid import UUID

from alcove.apps.study.account_archive.learning import CardMedia, Learning
from alcove.apps.study.account_archive.model import ArchiveError
from alcove.apps.study.account_archive.reader import AccountArchive
from alcove.apps.study.account_archive.store import learning as store
from alcove.apps.study.card_decks.model import MAX_MEDIA, clean_media_name, find_media_type
from alcove.apps.study.cards.model import MAX_CARD_REVIEWS
from alcove.apps.study.project_import import ImportReport
from alcove.foundation.database import Connection

_LISTS: Final = ("card_schedules", "card_origins", "session_timers", "goal_progress")
_KEPT: Final = "what they belong to was here already, or is not there"


class LearningImport:
    """Adds the lists of an archive to the rows of an account, in the transaction of the caller."""

    def __init__(
        self, connection: Connection, archive: AccountArchive, *, account_id: UUID, report: ImportReport
    ) -> None:
        self._connection = connection
        self._archive = archive
        self._account_id = account_id
        self._report = report

    async def prepare(self) -> None:
        """Remember what is there before rows are added; ArchiveError for lists that no export writes."""
        _check_reviews(self._archive.document)
        await store.keep_rows(self._connection, self._account_id)

    async def add(self) -> None:
        """Add the lists after the rows; ArchiveError for damaged media."""
        connection, account_id, document = self._connection, self._account_id, self._archive.document
        reviews = document.card_reviews
        added = await store.add_reviews(connection, account_id, old_account=document.user.id, rows=reviews)
        self._note("card_reviews", found=len(reviews), added=added)
        states = document.card_states
        self._note("card_states", found=len(states), added=await store.add_states(connection, account_id, rows=states))
        days = document.study_days
        self._note("event_days", found=len(days), added=await store.add_days(connection, account_id, rows=days))
        for name in _LISTS:
            rows = getattr(document, name)
            added = await store.add_list(connection, name, account_id=account_id, rows=rows)
            self._note(name, found=len(rows), added=added)
        await self._add_media()

    def _note(self, name: str, *, found: int, added: int) -> None:
        if not found:
            return
        table = self._report.table(f"study.{name}")
        table.found, table.added = found, added
        if found > added:
            table.skipped[_KEPT] = found - added

    async def _add_media(self) -> None:
        media = self._archive.document.card_media
        if not media:
            return
        table = self._report.table("study.card_media")
        table.found = len(media)
        left = MAX_MEDIA - await store.measure_media(self._connection, self._account_id)
        for item in media:
            content = self._archive.read_media(item)
            reason = _find_refusal(item, content, left=left)
            if reason or content is None:
                table.skipped[reason or "the archive has no content"] += 1
                continue
            values = (self._account_id, item.name, content, find_media_type(item.name), item.added_at)
            if await store.add_media(self._connection, *values):
                left -= len(content)
                table.added += 1
            else:
                table.kept += 1


def _find_refusal(media: CardMedia, content: bytes | None, *, left: int) -> str | None:
    if not media.name or clean_media_name(media.name) != media.name:
        return "its name is not allowed"
    if content is not None and len(content) > left:
        return f"the media of the account would be larger than {MAX_MEDIA // 2**20} MiB"
    return None


def _check_reviews(learning: Learning) -> None:
    counts = Counter(review.card_id for review in learning.card_reviews if review.card_id is not None)
    if counts and max(counts.values()) > MAX_CARD_REVIEWS:
        raise ArchiveError(f"the archive has a card with more than {MAX_CARD_REVIEWS} reviews")
