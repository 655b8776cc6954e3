"""Help pages and strict usage of the long-running roles; their plain forms never come here."""

from typing import Annotated

import typer

from alcove.main.commands.options import DataDir, option
from alcove.main.flags import DATA_DIR, DEMO, HOST, LIFELINE, PORT, WORKERS, Flag
from alcove.main.roles import run_role

Host = Annotated[str | None, option(HOST)]
Port = Annotated[int | None, option(PORT)]
Lifeline = Annotated[int | None, option(LIFELINE)]


def register(app: typer.Typer) -> None:
    """Add the roles to the command line."""
    for role in (serve, api, worker, recommender, scraper):
        app.command()(role)


def serve(
    *,
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = None,
    workers: Annotated[int | None, option(WORKERS)] = None,
    demo: Annotated[bool, option(DEMO)] = False,
) -> None:
    """Run everything on this machine: database, api, worker."""
    values = {HOST: host, PORT: port, DATA_DIR: data_dir, WORKERS: workers, DEMO: demo or None}
    _run("serve", values)


def api(*, host: Host = None, port: Port = None, data_dir: DataDir = None, lifeline: Lifeline = None) -> None:
    """Run one api process: HTTP in front of the database."""
    _run("api", {HOST: host, PORT: port, DATA_DIR: data_dir, LIFELINE: lifeline})


def worker(*, data_dir: DataDir = None, lifeline: Lifeline = None) -> None:
    """Run one worker process: scraping, downloads, training, clean-up."""
    _run("worker", {DATA_DIR: data_dir, LIFELINE: lifeline})


def recommender(*, host: Host = None, port: Port = None, data_dir: DataDir = None) -> None:
    """Run the recommender as a service of its own, on port 8002: predictions, trainings, draws."""
    _run("recommender", {HOST: host, PORT: port, DATA_DIR: data_dir})


def scraper(*, host: Host = None, port: Port = None, data_dir: DataDir = None) -> None:
    """Run the scraper as a service of its own, on port 8001: scrapes and release details."""
    _run("scraper", {HOST: host, PORT: port, DATA_DIR: data_dir})


def _run(role: str, values: dict[Flag, str | int | None]) -> None:
    given = {flag.name: str(value) for flag, value in values.items() if value is not None}
    raise typer.Exit(run_role(role, given))
