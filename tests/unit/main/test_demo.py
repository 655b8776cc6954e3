"""What a demonstration tells the whole server."""

from alcove.main.supervisor.demo import environment


def test_demonstration_touches_nothing_of_the_owner() -> None:
    """The database of the environment is left out, the data go into a folder of their own, other settings stay."""
    given = {"DATABASE_URL": "postgresql://x/y", "ALCOVE_DATA_DIR": "/mine", "KEPT": "1"}
    found = environment(given, data_dir_given=False)
    assert "DATABASE_URL" not in found
    assert found["ALCOVE_DATA_DIR"] == "/mine/demo"
    assert found["KEPT"] == "1"
    assert environment(given, data_dir_given=True)["ALCOVE_DATA_DIR"] == "/mine"
