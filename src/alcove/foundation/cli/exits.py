"""Exit codes, and the error that ends a command with one of them."""

OK = 0
FAILED = 1
USAGE = 2
CONFLICT = 3
UNCONFIGURED = 4
INTERRUPTED = 130


class CommandError(Exception):
    """The command cannot go on; the text says why and what to do."""

    def __init__(self, message: str, *, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code
