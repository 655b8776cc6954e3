"""Hot reads through a real api process, beside the same statement through bare asyncpg, in turns.

The budget's measure is asyncpg with its pool as it comes; the note also says the share of what it reaches when the
pool's reset between two uses is left out.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median

from bench.figures import Figure
from bench.load import Outcome, Plan
from bench.place import Place, here
from bench.processes import aside, load
from bench.records.catalogue import LARGEST
from bench.records.reads import CONNECTIONS, Read, hot_reads

TITLE = "Hot reads through one api process, 16 connections"
BUDGET = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long each measurement takes, and how often it is repeated."""

    seconds: float = 2.0
    rounds: int = 3
    warm_up: float = 0.5


def measure() -> Iterator[Figure]:
    """Give one figure per hot read."""
    place = here()
    effort = Effort(seconds=1.0, rounds=1, warm_up=0.3) if place.quick else Effort()
    with place.api() as (_, port):
        for read in hot_reads(LARGEST):
            yield _figure(place, read, port=port, effort=effort)


def _figure(place: Place, read: Read, *, port: int, effort: Effort) -> Figure:
    plan = Plan(
        port=port,
        requests=[read.request],
        connections=CONNECTIONS,
        seconds=effort.seconds,
        warm_up=effort.warm_up,
    )
    task = {"dsn": place.dsn, "seller": LARGEST, "name": read.name, **asdict(effort)}
    outcomes, bare = [], []
    for _ in range(effort.rounds):
        bare.append(aside("bench.records.ceiling", task, seconds=2 * effort.seconds))
        outcomes.append(load(plan))
    rate = median(outcome.rate for outcome in outcomes)
    ceiling, best = (median(found[kind] for found in bare) for kind in ("plain", "spared"))
    typical = min(outcomes, key=lambda outcome: abs(outcome.rate - rate))
    return Figure(
        name=read.name,
        value=round(rate / ceiling, 3),
        unit="of bare asyncpg",
        at_least=BUDGET,
        note=_note(read, typical, rate=rate, best=rate / best, errors=sum(outcome.errors for outcome in outcomes)),
    )


def _note(read: Read, typical: Outcome, *, rate: float, best: float, errors: int) -> str:
    parts = [
        f"{rate:,.0f}/s of {typical.size / max(1, typical.requests) / 1000:,.1f} kB",
        f"p50 {typical.percentile(0.5):.1f} ms, p99 {typical.percentile(0.99):.1f} ms",
        f"{best:.2f} of asyncpg without its pool's reset",
    ]
    if read.elsewhere:
        parts.append(f"Go elsewhere {read.elsewhere:,.0f}/s ({rate / read.elsewhere:.1f} x)")
    if errors:
        parts.append(f"{errors} ERRORS")
    return "; ".join(parts)
