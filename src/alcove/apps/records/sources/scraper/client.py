"""`alcove scraper`, or another program of the same wire, over HTTP."""

from typing import Final

from alcove.apps.records.model.delegated import Scraped
from alcove.apps.records.sources.door import Door, Late
from alcove.apps.records.sources.scraper import answers

GRACE_S: Final = 5.0
"""Seconds beyond the wait that was asked for until the service must have said how the scrape stands."""
TEST_S: Final = 10.0


class ScraperClient:
    """A ScraperService whose answers are not believed before they are looked at."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def scrape(self, seller: str, *, wait: float) -> Scraped:
        """Have a seller scraped; one whose scrape is not told of in time goes on there."""
        wish = {"seller_name": seller, "wait": wait}
        try:
            answer = await self._door.ask("POST", "/scrape", within=wait + GRACE_S, body=wish, patient=True)
        except Late:
            return Scraped(ended=False, success=True, message=f"The scrape of {seller} continues in the background.")
        if answer.status in (200, 202):
            return answers.read_scraped(self._door, answer.content, ended=answer.status == 200)
        raise answers.error_of(self._door, answer)

    async def test(self) -> str:
        """Have the service ask the marketplace who it is; one that knows no such test has said that it is there."""
        answer = await self._door.ask("GET", "/test", within=TEST_S, patient=True)
        if answer.status == 404:
            await self.check()
            return f"The {self._door.name} service answers."
        if answer.status == 200:
            return answers.read_test(self._door, answer.content)
        raise answers.error_of(self._door, answer)

    async def check(self) -> None:
        """Return when the service answers."""
        await self._door.check()
