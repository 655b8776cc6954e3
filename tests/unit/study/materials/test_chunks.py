"""Passages of texts: verbatim, complete, in order, within limits, at the ends of paragraphs and sentences."""

import re
import uuid
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alcove.apps.study.materials.chunks import LIMIT, TAIL, count_pages, count_words, split_text
from alcove.apps.study.materials.model import number_passages

SIZE = 10**5
"""Characters of a text with which a quadratic search would take minutes."""
TEXTS = st.lists(
    st.one_of(
        st.text(st.sampled_from("ab .!?\n\f\t,;#-\u00e4\u4e16\u754c\u0e01\u200b\ud55c"), max_size=40),
        st.sampled_from(["word " * 200, "x" * 3000, "One. Two! Three? ", "\n\n", "# Heading\n", "\f", "\u754c" * 400]),
    ),
    max_size=30,
).map("".join)


def remove_space(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


@settings(derandomize=True, deadline=None)
@given(TEXTS)
@example("")
@example("\f\f")
@example("A heading\n\n" + "word " * 149 + "end.")
@example("\n".join(f"Heading {number}\n" for number in range(200)))
def test_passages_lose_nothing_and_stay_within_limits(text: str) -> None:
    """Joined passages are the text without white space; each is a part of it, in order, and not too long."""
    chunks = split_text(text)
    assert remove_space("".join(chunk.content for chunk in chunks)) == remove_space(text)
    end = 0
    for chunk in chunks:
        assert text[chunk.start : chunk.start + len(chunk.content)] == chunk.content == chunk.content.strip()
        assert chunk.start >= end
        end = chunk.start + len(chunk.content)
        assert 0 < count_words(chunk.content) <= LIMIT + TAIL
        assert "\f" not in chunk.content
        assert chunk.page == (1 + text.count("\f", 0, chunk.start) if "\f" in text else None)
    assert split_text(text) == chunks


@settings(derandomize=True, deadline=None)
@given(TEXTS)
def test_ids_of_passages_are_unique_and_the_same_each_time(text: str) -> None:
    """Passages of one material have different ids, also where their texts are the same; a second run gives the same."""
    material_id = uuid.UUID(int=7)
    chunks = split_text(text)
    rows = number_passages(material_id, chunks)
    assert len(set(rows.ids)) == len(chunks)
    assert rows == number_passages(material_id, split_text(text))


def test_an_edit_keeps_the_ids_of_other_passages() -> None:
    """A passage that is inserted at the beginning changes the positions of the others, not their ids."""
    material_id = uuid.uuid4()
    chunks = split_text("\n\n".join(f"Paragraph {number}. " + "word " * 100 for number in range(4)))
    before = number_passages(material_id, chunks)
    after = number_passages(material_id, [replace(chunks[0], content="New."), *chunks])
    assert list(after.ids[1:]) == list(before.ids)


def test_a_short_text_is_one_passage() -> None:
    """A text of 150 words stays in one piece, whatever paragraphs it has."""
    text = "Heading\n\n" + "\n\n".join(
        "Twelve words are in this paragraph, which says nothing at all." for _ in range(12)
    )
    assert [chunk.content for chunk in split_text(text)] == [text]


def test_long_texts_are_split_at_sentences() -> None:
    """A paragraph that is too long is split after sentences, into passages of about 120 words."""
    sentence = "This sentence of eleven words ends with a full stop here."
    chunks = split_text(" ".join(sentence for _ in range(200)))
    assert all(chunk.content.endswith("here.") and chunk.content.startswith("This") for chunk in chunks)
    assert all(80 <= count_words(chunk.content) <= LIMIT + TAIL for chunk in chunks)


def test_abbreviations_end_no_sentence() -> None:
    """A full stop after a single letter ends no sentence."""
    text = " ".join("Pflanzen brauchen z. B. Wasser." for _ in range(100))
    assert all(chunk.content.startswith("Pflanzen") for chunk in split_text(text))


@pytest.mark.parametrize("heading", ["Osmosis", "# Osmosis in plants", "3.2 The tides of the sea"])
def test_a_heading_stays_with_its_text(heading: str) -> None:
    """A heading is in one passage with the beginning of what follows it."""
    before = "\n\n".join("A paragraph of words that fills the passage before the heading. " * 4 for _ in range(3))
    after = "What follows the heading begins here. " * 30
    chunks = split_text(f"{before}\n\n{heading}\n\n{after}")
    (chunk,) = (chunk for chunk in chunks if heading in chunk.content)
    assert chunk.content.startswith(heading)
    assert "What follows" in chunk.content


def test_passages_keep_their_pages() -> None:
    """No passage goes over the end of a page; empty pages count; a text without form feeds has no pages."""
    text = "First page.\f\fThird page.\f"
    assert [(chunk.page, chunk.content) for chunk in split_text(text)] == [(1, "First page."), (3, "Third page.")]
    assert count_pages(text) == 3
    assert count_pages(text + "Rest") == 4
    assert count_pages("No page") is None
    assert [chunk.page for chunk in split_text("No page")] == [None]


def test_a_large_text_is_split_in_linear_time() -> None:
    """Texts that are hard for patterns take no longer than others: one line, no spaces, only spaces, only stops."""
    for text in ("x" * SIZE, " " * SIZE, "." * SIZE, ". " * SIZE, "\n " * SIZE, "a\n" * SIZE):
        assert remove_space("".join(chunk.content for chunk in split_text(text))) == remove_space(text)
    assert re.fullmatch(r"x+", split_text("x" * 5000)[0].content)
