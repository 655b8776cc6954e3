"""Where the built web page is looked for."""

from pathlib import Path

from alcove.main.configuration import read_configuration
from alcove.main.pages import frontend_dir


def test_setting_names_the_folder(tmp_path: Path) -> None:
    """SERVE_FRONTEND_DIR is used as given."""
    configuration = read_configuration({"SERVE_FRONTEND_DIR": str(tmp_path), "ALCOVE_DATA_DIR": str(tmp_path)})
    assert frontend_dir(configuration) == tmp_path


def test_without_setting_it_is_the_page_built_here_or_none(tmp_path: Path) -> None:
    """Without the setting the page is the one built in this checkout, and None before it was built."""
    found = frontend_dir(read_configuration({"ALCOVE_DATA_DIR": str(tmp_path)}))
    assert found is None or (found / "index.html").is_file()
