"""Parsing flags in the fast path."""

import pytest

from alcove.foundation.cli import flags_to_environment, parse_flags
from alcove.main.roles import roles

SERVE = roles([])["serve"].flags


def test_both_forms_of_a_value() -> None:
    """`--port 1` and `--port=1` mean the same, and a switch needs no value."""
    expected = {"--port": "1", "--demo": "1"}
    assert parse_flags(["--port", "1", "--demo"], SERVE) == expected
    assert parse_flags(["--demo", "--port=1"], SERVE) == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["extra"],
        ["--port"],
        ["--port", "--demo"],
        ["--port", "x"],
        ["--demo=1"],
        ["-p", "1"],
        ["--lifeline"],
    ],
)
def test_anything_else_is_left_to_the_full_command_line(arguments: list[str]) -> None:
    """Help, mistakes and unknown flags return None."""
    assert parse_flags(arguments, SERVE) is None


def test_values_as_environment_variables() -> None:
    """Flags with a setting become its environment variable; switches and absent flags do not."""
    values = parse_flags(["--host", "::1", "--data-dir", "/x"], SERVE)
    assert values is not None
    assert flags_to_environment(values, SERVE) == {"HOST": "::1", "ALCOVE_DATA_DIR": "/x"}


def test_the_last_of_two_equal_flags_wins() -> None:
    """The second value of a repeated flag is used, as in the full command line."""
    assert parse_flags(["--port", "1", "--port", "2"], SERVE) == {"--port": "2"}
