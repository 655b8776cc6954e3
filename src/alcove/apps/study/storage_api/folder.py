"""The folder with the files of a server."""

from pathlib import Path

from alcove.apps.study.settings import StudySettings
from alcove.foundation.deps import Deps


def find_storage_folder(deps: Deps) -> Path:
    """Return the folder of the settings, or else the one in the data directory; it may not exist yet.

    It belongs to the server as a whole: its files are those of the database that programs see.
    """
    return deps.load(StudySettings).study_storage_dir or deps.data_dir / "storage"
