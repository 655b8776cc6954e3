"""The demo: a simulated catalogue of invented books, delivered into a separate folder."""

import json
from collections.abc import Mapping
from pathlib import Path

from alcove.foundation.app import Demo


def demo() -> Demo:
    """Return the app's demo."""
    return Demo(
        summary="a made-up catalogue of books",
        simulators={"opds": ("simulate", "opds")},
        hidden=(
            "INGEST_DIR", "DESTINATION", "DESTINATION_AUDIOBOOK", "TMP_DIR", "CUSTOM_SCRIPT", "CONTENT_TYPE_ROUTING",
            "CWA_DB_PATH", "SOURCES", "OPDS_CATALOGS", "CONTACT",
        ),
        environment=environment,
        guide=(
            ("/api/search?query=garden", "books of a simulated catalogue; /api/download?id=ID fetches one"),
            ("/opds", "the fetched ones, for e-readers"),
        ),
    )  # fmt: skip


def environment(addresses: Mapping[str, str], data_dir: Path) -> Mapping[str, str]:
    """Return the settings of the demo: only the simulated catalogue, and the demo's own folder."""
    catalogue = {"name": "Demo library", "url": f"{addresses['opds']}/opds", "allow_private": True}
    return {
        "SOURCES": "opds",
        "OPDS_CATALOGS": json.dumps([catalogue]),
        "OPENLIBRARY_ENABLED": "false",
        "INGEST_DIR": str(data_dir.absolute() / "books" / "ingest"),
        "FILE_ORGANIZATION": "rename",
    }
