"""The number of values that one statement can have."""

import pytest

from alcove.wires.supabase.rest.query.sql import MAX_VALUES, SqlBuilder, TooManyValues


def test_too_many_values() -> None:
    """A request with more values than a statement can have is refused before the driver fails."""
    sql = SqlBuilder()
    assert [sql.bind("a") for _ in range(MAX_VALUES)][-1] == "$32767"
    with pytest.raises(TooManyValues) as caught:
        sql.bind_as("a", "int")
    assert caught.value.status == 400
