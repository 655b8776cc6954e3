"""Starts a long-running role; each process imports its own role only."""

import os
from collections.abc import Mapping

from alcove.main.flags import DATA_DIR, DEMO, LIFELINE, ROLES, SERVICE_PORTS, as_environment
from alcove.main.guarding import guarded


def run_role(role: str, values: Mapping[str, str]) -> int:
    """Run a role until it ends; `values` are its flags by name, which win over the environment."""
    environ = {**os.environ, **as_environment(values, ROLES[role])}
    lifeline = int(values[LIFELINE.name]) if LIFELINE.name in values else None
    if role == "api":
        from alcove.main.api import run_api  # noqa: PLC0415

        return guarded(lambda: run_api(environ, lifeline=lifeline))
    if role == "worker":
        from alcove.main.worker import run_worker_role  # noqa: PLC0415

        return guarded(lambda: run_worker_role(environ, lifeline=lifeline))
    if role in SERVICE_PORTS:
        from alcove.main.services import run_service  # noqa: PLC0415

        return guarded(lambda: run_service(role, environ))
    from alcove.main.serve import run_serve  # noqa: PLC0415

    demo, given = DEMO.name in values, DATA_DIR.name in values
    return guarded(lambda: run_serve(environ, demo=demo, data_dir_given=given))
