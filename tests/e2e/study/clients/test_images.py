"""Transformed images through Supabase's client, in both versions."""

import base64
import io
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

from e2e.study.clients.conftest import Project
from support.supabase_js import run_program

PROGRAM: Final = Path(__file__).with_name("images.mjs")
IMAGES: Final = {
    "public": ("image/webp", (50, 40)),
    "signed": ("image/webp", (50, 25)),
    "download": ("image/png", (30, 15)),
}


@pytest.fixture(scope="module")
def results(project: Project, package: str) -> Any:
    """Return what one run of the program printed."""
    file, server = io.BytesIO(), project.server
    Image.new("RGB", (200, 100), "red").save(file, "PNG")
    image = base64.b64encode(file.getvalue()).decode()
    return run_program(PROGRAM, package, server.url, server.anon_key, server.service_role_key, image)


@pytest.mark.parametrize("kind", IMAGES)
def test_images_have_the_wanted_size(results: Any, kind: str) -> None:
    """By a public address, by a signed one, and as a download."""
    result = results[kind]
    image = Image.open(io.BytesIO(base64.b64decode(result["bytes"])))
    assert (result["type"], image.size) == IMAGES[kind]


def test_a_stranger_gets_no_hidden_image(results: Any) -> None:
    """Policies count for copies as well."""
    assert results["refused"]
