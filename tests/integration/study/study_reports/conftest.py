"""A server with simulated providers, and one without any."""

from integration.study.tutor_fixtures import (
    bare_learner,
    bare_server,
    learner,
    running_site,
    serve,
    server,
    site,
)

__all__ = ["bare_learner", "bare_server", "learner", "running_site", "serve", "server", "site"]
