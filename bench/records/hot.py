"""Frequent reads through an api process, compared in turns with the same statement through bare asyncpg.

The budget refers to asyncpg with its default pool. The note also has the share of a pool without the reset.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median

from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.load import Outcome, Plan
from bench.processes import run_load, run_module
from bench.records.catalogue import LARGEST
from bench.records.reads import CONNECTIONS, Read, hot_reads

TITLE = "Frequent reads through one api process, 16 connections"
BUDGET = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """The duration and number of measurements."""

    seconds: float = 2.0
    rounds: int = 3
    warm_up: float = 0.5


def measure() -> Iterator[Figure]:
    """Yield one figure per read."""
    env = get_environment()
    options = RunOptions(seconds=1.0, rounds=1, warm_up=0.3) if env.quick else RunOptions()
    with env.api() as (_, port):
        for read in hot_reads(LARGEST):
            yield _figure(env, read, port=port, options=options)


def _figure(env: BenchEnvironment, read: Read, *, port: int, options: RunOptions) -> Figure:
    plan = Plan(
        port=port,
        requests=[read.request],
        connections=CONNECTIONS,
        seconds=options.seconds,
        warm_up=options.warm_up,
    )
    task = {"dsn": env.dsn, "seller": LARGEST, "name": read.name, **asdict(options)}
    outcomes, baseline = [], []
    for _ in range(options.rounds):
        baseline.append(run_module("bench.records.asyncpg_baseline", task, seconds=2 * options.seconds))
        outcomes.append(run_load(plan))
    rate = median(outcome.rate for outcome in outcomes)
    ceiling, best = (median(rates[kind] for rates in baseline) for kind in ("default", "without_reset"))
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
        f"{best:.2f} of asyncpg without the reset of its pool",
    ]
    if read.go_rate:
        parts.append(f"Go rewrite {read.go_rate:,.0f}/s ({rate / read.go_rate:.1f} x)")
    if errors:
        parts.append(f"{errors} ERRORS")
    return "; ".join(parts)
