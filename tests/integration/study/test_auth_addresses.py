"""The public address of the accounts."""

from pathlib import Path
from typing import Final

from alcove.apps.study.auth_api.addresses import find_external_url, find_server_url
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration

CASES: Final[list[tuple[dict[str, str], tuple[str, str]]]] = [
    ({}, ("http://localhost:8000", "http://localhost:8000/auth/v1")),
    ({"ALCOVE_TLS_CERT": "c", "ALCOVE_TLS_KEY": "k"}, ("https://localhost:8000", "https://localhost:8000/auth/v1")),
    ({"ALCOVE_PUBLIC_URL": "https://a.example/"}, ("https://a.example", "https://a.example/auth/v1")),
    ({"API_EXTERNAL_URL": "https://b.example"}, ("http://localhost:8000", "https://b.example/auth/v1")),
    ({"API_EXTERNAL_URL": "https://b.example/auth/v1/"}, ("http://localhost:8000", "https://b.example/auth/v1")),
    ({"URL_BASE": "/alcove"}, ("http://localhost:8000/alcove", "http://localhost:8000/alcove/auth/v1")),
]
"""Settings, and the addresses of the server and of the accounts."""


async def test_the_address_follows_the_settings(dsn: str, tmp_path: Path) -> None:
    """It is API_EXTERNAL_URL, else ALCOVE_PUBLIC_URL, else this machine, with the prefix once."""
    for settings, expected in CASES:
        configuration = read_configuration({"ALCOVE_DATA_DIR": str(tmp_path), "DATABASE_URL": dsn, **settings})
        async with open_deps(configuration, dsn, name="alcove-test") as deps:
            assert (find_server_url(deps), find_external_url(deps)) == expected
