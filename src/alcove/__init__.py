"""One self-hosted Python server with three apps: records, books and study."""

__version__ = "0.1.0"
