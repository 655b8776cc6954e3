"""WHERE clauses with bound parameters."""

import pytest

from alcove.foundation.database import WhereClause, like_pattern


def test_no_condition_is_true() -> None:
    """Without conditions everything matches."""
    where = WhereClause()
    assert where.sql == "TRUE"
    assert where.args == []


def test_conditions_are_numbered_in_order() -> None:
    """Placeholders are numbered in order, also when values are bound before and between conditions."""
    where = WhereClause()
    assert where.bind("first") == "$1"
    where.add("a = {}", 1)
    where.add("b BETWEEN {} AND {}", 2, 3)
    where.add("c IS NULL")
    assert where.bind(50) == "$5"
    assert where.sql == "(a = $2) AND (b BETWEEN $3 AND $4) AND (c IS NULL)"
    assert where.args == ["first", 1, 2, 3, 50]


def test_conditions_keep_their_own_or() -> None:
    """A condition with OR is put in parentheses."""
    where = WhereClause()
    where.add("a = {} OR b = {}", 1, 2)
    where.add("c = {}", 3)
    assert where.sql == "(a = $1 OR b = $2) AND (c = $3)"


@pytest.mark.parametrize(("condition", "values"), [("a = {}", ()), ("a = 1", (1,)), ("{} = {}", (1,))])
def test_placeholders_and_values_must_match(condition: str, values: tuple[object, ...]) -> None:
    """A missing or an extra value raises ValueError and binds nothing."""
    where = WhereClause()
    with pytest.raises(ValueError, match="placeholders for"):
        where.add(condition, *values)
    assert where.args == []


def test_braces_with_content_are_kept() -> None:
    """JSON paths and formats keep their braces."""
    where = WhereClause()
    where.add("data #> '{a,b}' = {}", 1)
    assert where.sql == "(data #> '{a,b}' = $1)"


def test_many_filters() -> None:
    """A thousand filters have a thousand placeholders."""
    where = WhereClause()
    for number in range(1000):
        where.add("n <> {}", number)
    assert where.sql.endswith("AND (n <> $1000)")
    assert where.args == list(range(1000))


@pytest.mark.parametrize(
    ("term", "pattern"),
    [("jazz", "%jazz%"), ("100%", r"%100\%%"), ("a_b", r"%a\_b%"), ("\\", "%\\\\%"), ("", "%%")],
)
def test_like_escapes(term: str, pattern: str) -> None:
    """The special characters of LIKE are escaped."""
    assert like_pattern(term) == pattern
