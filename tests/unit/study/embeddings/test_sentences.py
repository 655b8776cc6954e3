"""What is embedded of a passage: the whole, and its sentences below its title."""

import pytest

from alcove.apps.study.embeddings.sentences import MOST_SENTENCES, list_texts


def test_a_passage_has_a_text_for_each_sentence() -> None:
    """Each sentence stands below the title, which says what it is about; a short one belongs to the one before."""
    content = "Biology: bees\nBees dance. The dance tells where food is; others follow. It takes ten minutes!"
    assert list_texts(content, title="Biology: bees") == [
        content,
        "Biology: bees\nBees dance.",
        "Biology: bees\nThe dance tells where food is; others follow.",
        "Biology: bees\nIt takes ten minutes!",
    ]


def test_a_card_has_no_title() -> None:
    """Cards and messages are embedded as they are."""
    content = "What is a prime? It has exactly two divisors."
    assert list_texts(content, title="") == [content, "What is a prime?", "It has exactly two divisors."]


@pytest.mark.parametrize("content", ["", "One sentence without an end", "Short. Ok. No.", "word" * 10_000])
def test_a_text_of_one_sentence_has_one_vector(content: str) -> None:
    """A second vector would say the same."""
    assert list_texts(content, title="") == [content]


def test_many_sentences_share_vectors() -> None:
    """Neighbours are joined, so that no passage has more vectors than the bound, and nothing is left out."""
    content = " ".join(f"This is sentence number {number}." for number in range(23))
    first, *parts = list_texts(content, title="")
    assert first == content
    assert len(parts) == MOST_SENTENCES
    assert " ".join(parts) == content
