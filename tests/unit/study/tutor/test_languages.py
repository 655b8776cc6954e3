"""In which language a learner without a provider is answered."""

import pytest

from alcove.apps.study.tutor.language import ENGLISH, GERMAN, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Why do red blood cells burst in pure water?", ENGLISH),
        ("What is a prime?", ENGLISH),
        ("Was ist eine Primzahl?", GERMAN),
        ("Wie lange braucht ein Pendel, wenn die Schnur viermal so lang ist?", GERMAN),
        ("Erkläre Osmose", GERMAN),
        ("Photosynthese für Anfänger", GERMAN),
        ("osmosis", ENGLISH),
        ("", ENGLISH),
        ("\ud800 \x00 ???", ENGLISH),
        ("ما هو العدد الأولي؟", ENGLISH),
        ("x" * 1_000_000, ENGLISH),
    ],
)
def test_small_words_tell_the_language(text: str, language: str) -> None:
    """German is recognised; everything else is answered in English."""
    assert detect_language(text) == language
