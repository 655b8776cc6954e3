"""Requests of the REST API through one api process, compared in turns with the same statements through asyncpg."""

from collections.abc import Iterator, Sequence
from statistics import median

from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.load import Outcome, Plan
from bench.processes import run_load, run_module
from bench.study.operations import CONNECTIONS, OPERATIONS, SECRET, Operation, sign

TITLE = "REST API of study through one api process, 16 connections"
SECONDS, ROUNDS, WARM_UP = 2.0, 7, 0.5


def measure() -> Iterator[Figure]:
    """Yield one figure per operation."""
    env = get_environment()
    with env.api({"STUDY_JWT_SECRET": SECRET}) as (_, port):
        for operation in OPERATIONS:
            yield _figure(env, operation, port=port)


def _figure(env: BenchEnvironment, operation: Operation, *, port: int) -> Figure:
    seconds, rounds, warm_up = (1.0, 1, 0.3) if env.quick else (SECONDS, ROUNDS, WARM_UP)
    requests = operation.requests(key=sign("anon"), token=sign("authenticated"))
    plan = Plan(port=port, requests=requests, connections=CONNECTIONS, seconds=seconds, warm_up=warm_up)
    task = {"dsn": env.dsn, "name": operation.name, "seconds": seconds, "warm_up": warm_up}
    outcomes, baseline = [], []
    for _ in range(rounds):
        baseline.append(run_module("bench.study.asyncpg_baseline", task, seconds=seconds)["rate"])
        outcomes.append(run_load(plan))
    rate = median(outcome.rate for outcome in outcomes)
    typical = min(outcomes, key=lambda outcome: abs(outcome.rate - rate))
    return Figure(
        name=operation.name,
        value=round(rate / median(baseline), 3),
        unit="of bare asyncpg",
        at_least=operation.at_least,
        note=_note(typical, outcomes, baseline=baseline),
    )


def _note(typical: Outcome, outcomes: Sequence[Outcome], *, baseline: Sequence[float]) -> str:
    rates = [outcome.rate for outcome in outcomes]
    shares = [rate / reference for rate, reference in zip(rates, baseline, strict=True)]
    parts = [
        f"rounds {min(shares):.2f} to {max(shares):.2f}",
        f"{median(rates):,.0f}/s of {typical.size / max(1, typical.requests) / 1000:,.1f} kB",
        f"p50 {typical.percentile(0.5):.1f} ms, p99 {typical.percentile(0.99):.1f} ms",
    ]
    if errors := sum(outcome.errors for outcome in outcomes):
        parts.append(f"{errors} ERRORS")
    return "; ".join(parts)
