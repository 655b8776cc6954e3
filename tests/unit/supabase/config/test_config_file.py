"""The syntax of configuration files."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.supabase.rest.config.dump import format_value
from alcove.wires.supabase.rest.config.file import Value, parse_config_file
from alcove.wires.supabase.rest.config.model import ConfigError

ENVIRON = {"NAME": "value", "EMPTY": ""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("# nothing\n\n", {}),
        ('a = "b"', {"a": "b"}),
        ('a="b"\r\nb = "c" # why\n#c = "d"', {"a": "b", "b": "c"}),
        ("port = 3000", {"port": 3000}),
        ("port = -1\nratio = 1.5", {"port": -1, "ratio": 1.5}),
        ("a = true\nb = false\nc = on\nd = off", {"a": True, "b": False, "c": True, "d": False}),
        (r'a = "\"x\" \\ \n\t\u00e9"', {"a": '"x" \\ \n\té'}),
        ('app.settings.my-key_2 = "x"', {"app.settings.my-key_2": "x"}),
        ('a = "x$(NAME)y$(EMPTY)"', {"a": "xvaluey"}),
        ('a = "$$(NAME) $$$$"', {"a": "$(NAME) $$"}),
        ('jwt-role-claim-key = "$.role"', {"jwt-role-claim-key": "$.role"}),
        ('a = "1"\na = "2"', {"a": "2"}),
        ('a =\n  "b"', {"a": "b"}),
        ('a = "two\nlines"', {"a": "two\nlines"}),
    ],
)
def test_values(text: str, expected: dict[str, Value]) -> None:
    """Texts, numbers, booleans, escapes, variables and comments are read as PostgREST reads them."""
    assert parse_config_file(text, environ=ENVIRON) == expected


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("= 1", "line 1, column 1: expected a setting's name"),
        ('a = "b"\nb 1', 'line 2, column 2: expected "="'),
        ("a = ", "line 1, column 5: expected a value"),
        ("a = b", "line 1, column 5: expected a text in quotes, a number, true or false"),
        ('a = "b" c', "line 1, column 8: expected the end of the line"),
        ('a = "b', "line 1, column 6: the text has no end"),
        (r'a = "\x"', r"line 1, column 6: expected an escape such as \n"),
        ('a = "$(MISSING)"', "line 1, column 5: the environment variable MISSING is not set"),
    ],
)
def test_errors(text: str, error: str) -> None:
    """An error names its line and column."""
    with pytest.raises(ConfigError) as raised:
        parse_config_file(text, environ=ENVIRON)
    assert str(raised.value) == error


@settings(max_examples=30)
@given(st.text(max_size=40))
def test_formatted_texts_are_read_as_they_were(text: str) -> None:
    """Whatever a text contains, the file that it is written to gives it back."""
    assert parse_config_file(f"a = {format_value(text)}", environ={}) == {"a": text}


@settings(max_examples=50)
@given(st.text(alphabet='a=."\\$()# \n1tu', max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """The parser raises nothing but ConfigError."""
    with contextlib.suppress(ConfigError):
        parse_config_file(text, environ=ENVIRON)
