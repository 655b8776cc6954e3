"""Loading settings: sources, types and errors."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from alcove.foundation.settings import (
    Secret,
    SettingDoc,
    SettingError,
    check_settings_file,
    describe_settings,
    load_settings,
)

Code = Annotated[str, Meta(pattern="^[a-z]+$", description="small letters")]


class AllTypes(msgspec.Struct, frozen=True, kw_only=True):
    """One field of every type."""

    a_text: str = "x"
    a_short: Annotated[str, Meta(max_length=3)] = ""
    a_code: Code = "abc"
    a_count: Annotated[int, Meta(ge=1, le=60, description="How many.")] = 54
    a_least: Annotated[int, Meta(ge=1)] = 1
    a_share: Annotated[float, Meta(gt=0, lt=1)] = 0.5
    a_price: Decimal = Decimal("1.50")
    a_switch: bool = False
    a_path: Path | None = None
    a_secret: Secret = Secret()
    a_list: tuple[str, ...] = ()
    a_codes: tuple[Code, ...] = ("ab", "cd")
    a_choice: Literal["auto", "human"] = "auto"
    a_maybe: int | None = None


class Needed(msgspec.Struct, frozen=True, kw_only=True):
    """A field without a default."""

    needed_count: int


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("a_text", " hello ", "hello"),
        ("a_count", "7", 7),
        ("a_share", "0.25", 0.25),
        ("a_price", "9.99", Decimal("9.99")),
        ("a_switch", "YES", True),
        ("a_switch", "1", True),
        ("a_switch", "off", False),
        *(("a_switch", word, True) for word in ("true", "yes", "y", "on", "t", "T", "Y")),
        *(("a_switch", word, False) for word in ("false", "no", "0", "n", "f", "F", "N")),
        ("a_path", "/srv/x", Path("/srv/x")),
        ("a_secret", "s3cret", Secret("s3cret")),
        ("a_list", "a, b,,c ", ("a", "b", "c")),
        ("a_choice", "HUMAN", "human"),
        ("a_maybe", "5", 5),
    ],
)
def test_every_type_can_be_set_in_the_environment(name: str, text: str, value: object) -> None:
    """Environment variables are converted to the declared type."""
    assert getattr(load_settings(AllTypes, environ={name.upper(): text}), name) == value


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a_short", "long", "A_SHORT is 'long': expected text of at most 3 characters"),
        ("a_code", "A1", "A_CODE is 'A1': expected small letters"),
        ("a_count", "abc", "A_COUNT is 'abc': expected a whole number from 1 to 60"),
        ("a_count", "61", "A_COUNT is '61': expected a whole number from 1 to 60"),
        ("a_count", "1.5", "A_COUNT is '1.5': expected a whole number from 1 to 60"),
        ("a_least", "0", "A_LEAST is '0': expected a whole number at least 1"),
        ("a_share", "1", "A_SHARE is '1': expected a number above 0 and below 1"),
        ("a_share", "nan", "A_SHARE is 'nan': expected a number above 0 and below 1"),
        ("a_price", "Infinity", "A_PRICE is 'Infinity': expected a number"),
        ("a_price", "cheap", "A_PRICE is 'cheap': expected a number"),
        ("a_switch", "maybe", "A_SWITCH is 'maybe': expected true or false (also 1 or 0, yes or no, on or off)"),
        ("a_codes", "ab,C", "A_CODES is 'ab,C': expected a comma-separated list, each small letters"),
        ("a_choice", "loud", "A_CHOICE is 'loud': expected one of auto, human"),
        ("a_maybe", "x", "A_MAYBE is 'x': expected a whole number"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_is_allowed(name: str, text: str, message: str) -> None:
    """The error has the variable, the value and the allowed values."""
    with pytest.raises(SettingError) as caught:
        load_settings(AllTypes, environ={name.upper(): text})
    assert str(caught.value) == message


def test_a_long_wrong_value_is_shortened() -> None:
    """The error truncates a long value."""
    with pytest.raises(SettingError) as caught:
        load_settings(AllTypes, environ={"A_COUNT": "9" * 5000})
    assert len(str(caught.value)) < 200


def test_an_empty_variable_counts_as_unset() -> None:
    """`A_COUNT=` means the default."""
    assert load_settings(AllTypes, environ={"A_COUNT": "  "}).a_count == 54


def test_a_setting_without_a_default_is_required() -> None:
    """The error has the missing setting and the allowed values."""
    with pytest.raises(SettingError, match=r"^NEEDED_COUNT is not set: expected a whole number$"):
        load_settings(Needed, environ={})


def test_environment_wins_over_files_and_earlier_files_over_later(tmp_path: Path) -> None:
    """Precedence is environment, first file, second file, default."""
    first, second = tmp_path / "alcove.toml", tmp_path / "more.toml"
    first.write_text("a_count = 2\na_text = 'first'\n")
    second.write_text("a_count = 3\na_text = 'second'\na_least = 9\n")
    loaded = load_settings(AllTypes, environ={"A_COUNT": "1"}, files=[first, second, tmp_path / "absent.toml"])
    assert (loaded.a_count, loaded.a_text, loaded.a_least, loaded.a_share) == (1, "first", 9, 0.5)


def test_files_have_native_types_also_in_tables(tmp_path: Path) -> None:
    """alcove.toml has numbers, booleans and lists, at the top level or in a table."""
    file = tmp_path / "alcove.toml"
    file.write_text(
        "a_switch = true\na_list = ['x', 'y']\n"
        "[records]\na_count = 5\na_share = 0.1\n[server]\na_path = '/p'\na_secret = 's'\n"
    )
    loaded = load_settings(AllTypes, environ={}, files=[file])
    assert (loaded.a_switch, loaded.a_list, loaded.a_count, loaded.a_share) == (True, ("x", "y"), 5, 0.1)
    assert (loaded.a_path, loaded.a_secret.reveal()) == (Path("/p"), "s")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a_count = 'x'", "A_COUNT in alcove.toml is 'x': expected a whole number from 1 to 60"),
        ("a_path = 3", "A_PATH in alcove.toml is 3: expected a path"),
        ("a_count = 1\n[t]\na_count = 2", "alcove.toml: 'a_count' is set twice"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    """An error about a file names the file."""
    file = tmp_path / "alcove.toml"
    file.write_text(text)
    with pytest.raises(SettingError) as caught:
        load_settings(AllTypes, environ={}, files=[file])
    assert str(caught.value) == message


@pytest.mark.parametrize("content", [b"a_count = ", b"\xff\xfe", b"= 1"])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """The error has the name of a file that is not TOML."""
    file = tmp_path / "alcove.toml"
    file.write_bytes(content)
    with pytest.raises(SettingError, match=r"^alcove\.toml cannot be read: "):
        load_settings(AllTypes, environ={}, files=[file])


@pytest.mark.parametrize("content", ["a_secret = 12345678", "a_secret = ['12345678']"])
def test_a_wrong_secret_is_not_shown(tmp_path: Path, content: str) -> None:
    """The error about a secret does not repeat it."""
    file = tmp_path / "alcove.toml"
    file.write_text(content)
    with pytest.raises(SettingError) as caught:
        load_settings(AllTypes, environ={}, files=[file])
    assert "12345678" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert str(caught.value) == "A_SECRET in alcove.toml has a value that is not allowed: expected text"


def test_an_unknown_key_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    """check_file finds misspelt names, inside tables too, and proposes the right one."""
    file = tmp_path / "alcove.toml"
    file.write_text("a_text = 'x'\n[any]\na_coutn = 1\n")
    with pytest.raises(SettingError) as caught:
        check_settings_file([AllTypes, Needed], file)
    assert str(caught.value) == "alcove.toml: there is no setting 'a_coutn'; did you mean 'a_count'?"
    file.write_text("zzzzzz = 1\n")
    with pytest.raises(SettingError, match=r"there is no setting 'zzzzzz'$"):
        check_settings_file([AllTypes], file)
    file.write_text("a_text = 'x'\nneeded_count = 1\n")
    check_settings_file([AllTypes, Needed], file)


def test_describe_documents_every_field() -> None:
    """The documentation has name, type, default, allowed values and description of each setting."""
    docs = {doc.name: doc for doc in describe_settings(AllTypes)}
    assert len(docs) == 14
    assert docs["A_COUNT"] == SettingDoc(
        name="A_COUNT", kind="whole number", default="54", allowed="a whole number from 1 to 60", meaning="How many."
    )
    assert (docs["A_SECRET"].kind, docs["A_SECRET"].default) == ("secret", "not set")
    assert (docs["A_CODES"].kind, docs["A_CODES"].default) == ("list of text", "ab, cd")
    assert (docs["A_SWITCH"].kind, docs["A_SWITCH"].default) == ("yes or no", "false")
    assert docs["A_PATH"].kind == "path"
    assert describe_settings(Needed)[0].default == "required"


class Switched(msgspec.Struct, frozen=True, kw_only=True):
    """A boolean that is true by default, and a secret."""

    a_lamp: bool = True
    a_key: Secret = Secret()


def test_an_empty_boolean_is_false() -> None:
    """`A_LAMP=` is false, although the default is true."""
    assert load_settings(Switched, environ={}).a_lamp
    assert not load_settings(Switched, environ={"A_LAMP": ""}).a_lamp


def test_a_secret_can_be_in_a_file(tmp_path: Path) -> None:
    """`A_KEY_FILE` names a file whose text is the secret, without its last line end; it wins over alcove.toml."""
    file, stored = tmp_path / "key", tmp_path / "alcove.toml"
    file.write_text("s3cret with blanks\r\n")
    stored.write_text("a_key = 'other'")
    loaded = load_settings(Switched, environ={"A_KEY_FILE": str(file)}, files=[stored])
    assert loaded.a_key.reveal() == "s3cret with blanks"


def test_only_secrets_can_be_in_files(tmp_path: Path) -> None:
    """For other settings the variable with `_FILE` is ignored."""
    file = tmp_path / "lamp"
    file.write_text("no")
    assert load_settings(Switched, environ={"A_LAMP_FILE": str(file)}).a_lamp


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: .*: No such file or directory"),
        (b"\xff\xfe\x00", "cannot be read: .*: it is not text"),
        (b" \n", "is empty: "),
        (b"x" * 70_000, "is too large: "),
    ],
)
def test_a_wrong_file_of_a_secret_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    """The error has the variable and the path, but not the content."""
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingError, match=f"^A_KEY_FILE names a file that {message}") as caught:
        load_settings(Switched, environ={"A_KEY_FILE": str(file)})
    assert "xxx" not in str(caught.value)


def test_a_secret_is_set_once(tmp_path: Path) -> None:
    """Setting both the variable and its file is refused."""
    with pytest.raises(SettingError, match=r"^A_KEY and A_KEY_FILE are both set: expected one of them$"):
        load_settings(Switched, environ={"A_KEY": "hidden", "A_KEY_FILE": str(tmp_path / "key")})
