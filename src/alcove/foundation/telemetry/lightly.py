"""structlog, imported without the terminal library it would pull in (0.2 s at every start)."""

import sys

_apart = "rich" not in sys.modules
if _apart:
    # None makes `import rich` fail at once; structlog then falls back to plain tracebacks.
    sys.modules["rich"] = None  # type: ignore[assignment]  # the import system's own mark for "absent"
try:
    import structlog
finally:
    if _apart:
        del sys.modules["rich"]

__all__ = ["structlog"]
