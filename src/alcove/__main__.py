"""Lets `python -m alcove` do what `alcove` does."""

import sys

from alcove.main.cli import main

if __name__ == "__main__":
    sys.exit(main())
