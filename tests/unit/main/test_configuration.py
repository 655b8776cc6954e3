"""The sources of the configuration."""

from pathlib import Path

import pytest

from alcove.foundation.cli import CommandError
from alcove.foundation.settings import DatabaseSettings, SettingError
from alcove.main.configuration import check_settings, prepare_data_dir, read_configuration


def test_the_working_directory_overrides_the_data_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment overrides ./alcove.toml, which overrides alcove.toml in the data directory."""
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "alcove.toml").write_text(f'port = 1001\nalcove_data_dir = "{data}"\n')
    (data / "alcove.toml").write_text('port = 1002\nlog_level = "debug"\ndb_user = "someone"\n')
    monkeypatch.chdir(tmp_path)
    configuration = read_configuration({})
    assert (configuration.server.port, configuration.server.log_level, configuration.data_dir) == (1001, "debug", data)
    assert configuration.load(DatabaseSettings).db_user == "someone"
    assert read_configuration({"PORT": "1003"}).server.port == 1003


def test_data_directory_is_private(tmp_path: Path) -> None:
    """Only the owner can enter a new data directory."""
    prepare_data_dir(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_impossible_data_directory_is_refused(tmp_path: Path) -> None:
    """A path below a file is refused, and the error says what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="ALCOVE_DATA_DIR"):
        prepare_data_dir(tmp_path / "file" / "data")


def test_all_faults_are_named_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong setting of the server, one of the database and an unknown name in the file are in one error."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingError) as wrong:
        read_configuration({"PORT": "eighty", "DB_PORT": "0", "ALCOVE_DATA_DIR": str(tmp_path)})
    assert [fault.split()[0] for fault in wrong.value.faults] == ["PORT", "DB_PORT"]
    (tmp_path / "alcove.toml").write_text('log_levle = "debug"\nprot = 1\n')
    with pytest.raises(SettingError) as wrong:
        check_settings(read_configuration({"DB_SSLMODE": "perhaps", "ALCOVE_DATA_DIR": str(tmp_path)}))
    assert len(wrong.value.faults) == 3
    assert str(wrong.value).startswith("3 settings are wrong:\n  - DB_SSLMODE")


@pytest.mark.parametrize("environment", ["development", "staging", "production"])
def test_production_refuses_secrets_of_examples(
    environment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two secrets of an example stop the start in production, both named, and nowhere else."""
    monkeypatch.chdir(tmp_path)
    configuration = read_configuration(
        {
            "ALCOVE_TOKEN": "change_this_in_production",
            "DB_PASSWORD": "your-password",
            "ALCOVE_ENVIRONMENT": environment,
            "ALCOVE_DATA_DIR": str(tmp_path),
        }
    )
    if environment != "production":
        check_settings(configuration)
        return
    with pytest.raises(SettingError) as wrong:
        check_settings(configuration)
    assert [fault.split()[0] for fault in wrong.value.faults] == ["ALCOVE_TOKEN", "DB_PASSWORD"]
    assert "change_this" not in str(wrong.value)
