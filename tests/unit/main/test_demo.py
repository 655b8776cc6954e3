"""The environment of a demo."""

from alcove.main.supervisor.demo import environment


def test_a_demo_uses_its_own_database_and_data_directory() -> None:
    """The database settings are removed, the data directory is separate, and other settings stay."""
    environ = {"DATABASE_URL": "postgresql://x/y", "ALCOVE_DATA_DIR": "/mine", "KEPT": "1"}
    demo_environ = environment(environ, has_data_dir=False)
    assert "DATABASE_URL" not in demo_environ
    assert demo_environ["ALCOVE_DATA_DIR"] == "/mine/demo"
    assert demo_environ["KEPT"] == "1"
    assert environment(environ, has_data_dir=True)["ALCOVE_DATA_DIR"] == "/mine"
