"""Secrets stay unseen."""

import copy
import pickle

import msgspec
import pytest

from alcove.foundation.settings import Secret

TEXT = "hunter2-hunter2"


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{:>20}".format, lambda secret: f"{secret!s}{secret!r}"])
def test_every_way_of_printing_gives_stars(show: object) -> None:
    """A secret's text appears in no rendering of it."""
    assert callable(show)
    shown = show(Secret(TEXT))
    assert TEXT not in shown
    assert "********" in shown


def test_a_struct_with_a_secret_prints_stars() -> None:
    """The repr of settings that hold a secret does not show it."""

    class Holder(msgspec.Struct, frozen=True):
        token: Secret

    assert TEXT not in repr(Holder(token=Secret(TEXT)))


def test_msgspec_does_not_encode_a_secret() -> None:
    """Encoding a secret fails, and the failure does not show it."""
    with pytest.raises(TypeError) as caught:
        msgspec.json.encode({"token": Secret(TEXT)})
    assert TEXT not in str(caught.value)


@pytest.mark.parametrize("take", [pickle.dumps, copy.deepcopy])
def test_a_secret_cannot_be_copied_out(take: object) -> None:
    """Pickling, which would store the text, is refused."""
    assert callable(take)
    with pytest.raises(TypeError, match="not pickled"):
        take(Secret(TEXT))


def test_reveal_equality_and_emptiness() -> None:
    """A secret gives its text on demand, equals its like, and is false when empty."""
    assert Secret(TEXT).reveal() == TEXT
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret("other")
    assert Secret("é") == Secret("é")
    assert Secret(TEXT) != TEXT
    assert len({Secret(TEXT), Secret(TEXT)}) == 1
    assert Secret(TEXT)
    assert not Secret()
