"""No tracked file contains a secret."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.scan import scan_file
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.settings import transient_settings

from arch.tree import ROOT, expect_none, list_tracked_files

# These find anything that looks like a password, of which tests and guides are full.
UNSPECIFIC = {
    "Base64HighEntropyString",
    "BasicAuthDetector",
    "HexHighEntropyString",
    "IPPublicDetector",
    "KeywordDetector",
}
UNREADABLE = {".png", ".gz", ".ico", ".jpg", ".zip", ".woff2"}


@cache
def detectors() -> tuple[type[RegexBasedDetector], ...]:
    """Return the detectors of keys and tokens whose form tells what they are."""
    kinds: list[type[RegexBasedDetector]] = list(get_mapping_from_secret_type_to_class().values())
    assert {kind.__name__ for kind in kinds} > UNSPECIFIC
    return tuple(kind for kind in kinds if kind.__name__ not in UNSPECIFIC)


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of all detectors."""
    return tuple(pattern for kind in detectors() for pattern in kind().denylist)


def find_secrets(paths: Iterable[Path]) -> list[str]:
    """Return the place and type of each secret."""
    # Only for files in which something is found is the line read that may mark it as no secret.
    suspects = [path for path in paths if any(pattern.search(path.read_text()) for pattern in patterns())]
    with transient_settings({"plugins_used": [{"name": kind.__name__} for kind in detectors()]}):
        return [f"{path}:{secret.line_number} {secret.type}" for path in suspects for secret in scan_file(str(path))]


@pytest.mark.slow
def test_no_file_contains_a_secret() -> None:
    """No private key and no token of a known service is tracked."""
    files = [path for path in list_tracked_files() if path.suffix not in UNREADABLE]
    assert len(files) > 1000
    expect_none([found.removeprefix(f"{ROOT}/") for found in find_secrets(files)])


def test_secrets_would_be_found(tmp_path: Path) -> None:
    """Keys and tokens in a file are found, wherever they stand."""
    file = tmp_path / "settings.py"
    file.write_text(
        "\n".join(
            (
                "-----BEGIN RSA " + "PRIVATE KEY-----",
                "token = 'ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'",
                "key = 'AKIA" + "3K7Q2M5N8P4R6S9T'",
            )
        )
    )
    assert [found.rpartition(":")[2].split(" ")[0] for found in find_secrets([file])] == ["1", "2", "3"]
