"""The folder of the built web page."""

from pathlib import Path

from alcove.main.configuration import frontend_dir, read_configuration


def test_the_setting_is_used(tmp_path: Path) -> None:
    """SERVE_FRONTEND_DIR is used unchanged."""
    configuration = read_configuration({"SERVE_FRONTEND_DIR": str(tmp_path), "ALCOVE_DATA_DIR": str(tmp_path)})
    assert frontend_dir(configuration) == tmp_path


def test_without_the_setting_the_page_of_the_checkout_is_used(tmp_path: Path) -> None:
    """Without the setting the page built in this checkout is used; None if it is not built."""
    folder = frontend_dir(read_configuration({"ALCOVE_DATA_DIR": str(tmp_path)}))
    assert folder is None or (folder / "index.html").is_file()
