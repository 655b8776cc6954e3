"""What a backup contains besides the server's database: the keys, and the database of a program."""

from alcove.apps.study.api_database import project_address
from alcove.apps.study.build import project_sources
from alcove.apps.study.keys import KEYS_FILE
from alcove.apps.study.settings import StudySettings
from alcove.foundation.backup import AppDatabase, BackupParts, single_file
from alcove.foundation.settings import Configuration


def list_backup_parts(configuration: Configuration) -> BackupParts:
    """Return the files and the further database of this app."""
    name = configuration.load(StudySettings).study_project_database
    project = AppDatabase(
        label="project",
        name=name,
        setting="STUDY_PROJECT_DATABASE",
        address=lambda dsn: project_address(dsn, name),
        migrations=project_sources(),
    )
    return BackupParts(
        databases=[project] if name else [],
        files=[single_file("study-keys", configuration.data_dir / KEYS_FILE, path="keys.json")],
    )
