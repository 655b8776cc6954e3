"""The limits of connections, which every HTTP server of this package keeps."""

import resource
from typing import Final

BACKLOG: Final = 4096
"""Connections of a listener that the system holds until the server accepts them."""
MAX_CONNECTIONS: Final = 20_000
"""Open connections of a listener, if the process may have as many open files."""
OTHER_FILES: Final = 512
"""Files that the process may need besides connections."""
HEADER_TIMEOUT: Final = 30.0
"""Seconds in which a connection has to send the head of its first or next request."""
RESPONSE_TIMEOUT: Final = 1.0
"""Seconds that requests which are cancelled at shutdown get to respond."""


def allow_connections(*, listeners: int) -> int:
    """Raise the limit of open files to the system's, and return how many connections each listener may have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    # Where the system allows very few files, connections and other files have to get along with each other.
    share = max((hard - OTHER_FILES) // listeners, OTHER_FILES)
    return min(share, MAX_CONNECTIONS)
