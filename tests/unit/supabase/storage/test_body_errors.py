"""Errors of JSON bodies have the texts that clients know."""

from typing import Annotated, Literal

import msgspec
import pytest

from alcove.wires.supabase.storage.body_errors import explain_body


class Inner(msgspec.Struct):
    """A nested object."""

    column: Literal["a", "b"]


class Body(msgspec.Struct, kw_only=True):
    """A body with members of each kind."""

    prefix: str
    limit: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None
    sort: Inner | None = None
    paths: list[str] = []
    flag: bool = False


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{}", "body must have required property 'prefix'"),
        ("[]", "body must be object"),
        ('{"prefix": 1}', "body/prefix must be string"),
        ('{"prefix": "", "limit": 0}', "body/limit must be >= 1"),
        ('{"prefix": "", "limit": 10}', "body/limit must be <= 9"),
        ('{"prefix": "", "limit": "x"}', "body/limit must be integer"),
        ('{"prefix": "", "sort": {}}', "body/sort must have required property 'column'"),
        ('{"prefix": "", "sort": {"column": "c"}}', "body/sort/column must be equal to one of the allowed values"),
        ('{"prefix": "", "paths": ["a", 1]}', "body/paths/1 must be string"),
        ('{"prefix": "", "flag": 1}', "body/flag must be boolean"),
        ("{", "The body is not valid JSON: Input data was truncated"),
        ("nope", "The body is not valid JSON: JSON is malformed: invalid character (byte 4)"),
    ],
)
def test_texts(body: str, text: str) -> None:
    """The text says where something is wrong and what is expected."""
    with pytest.raises(msgspec.DecodeError) as caught:
        msgspec.json.decode(body, type=Body)
    assert explain_body(caught.value) == text
