"""Exit codes and the errors that end a process with one of them."""

OK = 0
FAILED = 1
USAGE = 2
CONFLICT = 3
UNCONFIGURED = 4


class Refused(Exception):
    """The command cannot go on; the text says why and what to do."""

    def __init__(self, message: str, *, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code
