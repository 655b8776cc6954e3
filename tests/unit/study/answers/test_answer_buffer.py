"""The buffer of an answer: readers at any position get the text once, reasoning comes where it was said."""

from hypothesis import given
from hypothesis import strategies as st

from alcove.apps.study.answers.buffer import FRESH_PIECES, MAX_PIECE, MAX_REASONING, AnswerBuffer, Cursor
from alcove.apps.study.answers.model import AnswerReasoning, AnswerText, clean_payload, clean_text


def read_rest(buffer: AnswerBuffer, position: int) -> list[str]:
    """Return the pieces of text from a position on."""
    cursor, pieces = Cursor(position), []
    while (part := buffer.read(cursor)) is not None:
        if isinstance(part, AnswerText):
            assert len(part.text) <= MAX_PIECE
            pieces.append(part.text)
    return pieces


@given(pieces=st.lists(st.text(min_size=1, max_size=5), max_size=30), position=st.integers(0, 200))
def test_a_reader_gets_the_text_from_its_position(pieces: list[str], position: int) -> None:
    """Piece by piece as it was added, the first one perhaps cut."""
    buffer = AnswerBuffer()
    for piece in pieces:
        buffer.add_text(piece)
    text = "".join(pieces)
    assert "".join(read_rest(buffer, position)) == text[position:] == buffer.text_from(position)
    assert read_rest(buffer, 0) == pieces


def test_many_pieces_are_joined() -> None:
    """A reader that is slow gets larger pieces, one that is not gets each; memory does not grow with the pieces."""
    buffer, cursor, read = AnswerBuffer(), Cursor(), []
    texts = [f"{number} " for number in range(20_000)]
    for text in texts:
        buffer.add_text(text)
        part = buffer.read(cursor)
        assert isinstance(part, AnswerText)
        read.append(part.text)
    assert read == texts
    pieces = read_rest(buffer, 0)
    assert "".join(pieces) == "".join(texts)
    assert len(pieces) < 20 + 5 * FRESH_PIECES
    middle = len("".join(texts)) // 2
    assert "".join(read_rest(buffer, middle)) == buffer.text_from(middle) == "".join(texts)[middle:]


def test_much_reasoning_is_left_out_for_slow_readers() -> None:
    """The last of it is kept, so that memory is bounded; a reader that keeps up gets all."""
    buffer, slow, quick, got = AnswerBuffer(), Cursor(), Cursor(), 0
    for _ in range(100):
        buffer.add_reasoning("x" * 10_000)
        got += isinstance(buffer.read(quick), AnswerReasoning)
    assert got == 100
    kept = 0
    while buffer.read(slow) is not None:
        kept += 1
    assert 0 < kept * 10_000 <= MAX_REASONING


@given(text=st.text(st.characters(exclude_categories=[])))
def test_clean_texts_keep_their_length(text: str) -> None:
    """Whatever cannot be stored is replaced by one character."""
    clean = clean_text(text)
    assert len(clean) == len(text)
    assert "\0" not in clean
    clean.encode()
    assert clean_payload({"a": [text, {text: 1.5}]})["a"][0] == clean
