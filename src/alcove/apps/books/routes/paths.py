"""Where the endpoints are: every one at two places."""


def both(*paths: str) -> tuple[str, ...]:
    """Return the paths, and the same ones under the prefix that the classic page uses."""
    return (*paths, *(f"/request{path}" for path in paths))
