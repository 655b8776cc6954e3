"""Secrets are never printed."""

import copy
import pickle

import msgspec
import pytest

from alcove.foundation.settings import Secret

TEXT = "hunter2-hunter2"


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{:>20}".format, lambda secret: f"{secret!s}{secret!r}"])
def test_a_secret_is_printed_as_asterisks(show: object) -> None:
    """No string form of a secret contains its text."""
    assert callable(show)
    text = show(Secret(TEXT))
    assert TEXT not in text
    assert "********" in text


def test_a_struct_prints_its_secret_as_asterisks() -> None:
    """The repr of settings does not contain their secrets."""

    class Holder(msgspec.Struct, frozen=True):
        token: Secret

    assert TEXT not in repr(Holder(token=Secret(TEXT)))


def test_msgspec_does_not_encode_a_secret() -> None:
    """Encoding a secret raises, and the error does not contain it."""
    with pytest.raises(TypeError) as caught:
        msgspec.json.encode({"token": Secret(TEXT)})
    assert TEXT not in str(caught.value)


@pytest.mark.parametrize("take", [pickle.dumps, copy.deepcopy])
def test_a_secret_cannot_be_pickled(take: object) -> None:
    """Pickling, which would store the text, raises."""
    assert callable(take)
    with pytest.raises(TypeError, match="not pickled"):
        take(Secret(TEXT))


def test_reveal_equality_and_emptiness() -> None:
    """`reveal` returns the text, equal secrets compare equal, and an empty secret is false."""
    assert Secret(TEXT).reveal() == TEXT
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret("other")
    assert Secret("é") == Secret("é")
    assert Secret(TEXT) != TEXT
    assert len({Secret(TEXT), Secret(TEXT)}) == 1
    assert Secret(TEXT)
    assert not Secret()
