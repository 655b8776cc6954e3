"""The public address of the accounts."""

from pathlib import Path

import pytest

from alcove.apps.study.auth_api.addresses import find_external_url, find_server_url
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ("http://localhost:8000", "http://localhost:8000/auth/v1")),
        ({"ALCOVE_TLS_CERT": "c", "ALCOVE_TLS_KEY": "k"}, ("https://localhost:8000", "https://localhost:8000/auth/v1")),
        ({"ALCOVE_PUBLIC_URL": "https://a.example/"}, ("https://a.example", "https://a.example/auth/v1")),
        ({"API_EXTERNAL_URL": "https://b.example"}, ("http://localhost:8000", "https://b.example/auth/v1")),
        ({"API_EXTERNAL_URL": "https://b.example/auth/v1/"}, ("http://localhost:8000", "https://b.example/auth/v1")),
        ({"URL_BASE": "/alcove"}, ("http://localhost:8000/alcove", "http://localhost:8000/alcove/auth/v1")),
    ],
)
async def test_the_address_follows_the_settings(
    dsn: str, tmp_path: Path, settings: dict[str, str], expected: tuple[str, str]
) -> None:
    """It is API_EXTERNAL_URL, else ALCOVE_PUBLIC_URL, else this machine, with the prefix once."""
    configuration = read_configuration({"ALCOVE_DATA_DIR": str(tmp_path), "DATABASE_URL": dsn, **settings})
    async with open_deps(configuration, dsn, name="alcove-test") as deps:
        assert (find_server_url(deps), find_external_url(deps)) == expected
