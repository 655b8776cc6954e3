"""Plain words to the person who typed the command."""

import sys


def say(text: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"alcove: {text}\n")
    sys.stderr.flush()
