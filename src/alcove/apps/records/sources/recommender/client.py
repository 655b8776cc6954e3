"""`alcove recommender`, or another program of the same wire, over HTTP."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from alcove.apps.records.model.delegated import Opinion, Proposal
from alcove.apps.records.sources.door import Door
from alcove.apps.records.sources.recommender import answers

PREDICT_S: Final = 3.0
DRAW_S: Final = 5.0
TRAIN_S: Final = 35.0
"""A little more than the seconds for which the service itself waits for a training."""


class RecommenderClient:
    """A RecommenderService whose answers are not believed before they are looked at."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def predict(self, listing_ids: Sequence[int]) -> Mapping[int, Opinion]:
        """Return what the service says of the offers asked about."""
        wish = {"listing_ids": list(listing_ids)}
        content = await self._door.result("POST", "/predict", within=PREDICT_S, body=wish)
        return answers.read_opinions(self._door, content, asked=listing_ids)

    async def train(self, *, listing_ids: Sequence[int], keeper_ids: Collection[int]) -> str:
        """Have the service learn, and return what it says of that."""
        wish = {"listing_ids": list(listing_ids), "keeper_ids": list(keeper_ids), "stored": True}
        content = await self._door.result("POST", "/train", within=TRAIN_S, body=wish)
        return answers.read_training(self._door, content)

    async def propose(self, *, refresh: bool) -> Proposal:
        """Return the service's record for today."""
        content = await self._door.result("POST", "/thermodynamic", within=DRAW_S, body={"force_refresh": refresh})
        return answers.read_proposal(self._door, content)

    async def check(self) -> None:
        """Return when the service answers."""
        await self._door.check()
