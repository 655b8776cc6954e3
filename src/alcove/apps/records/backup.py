"""What a backup contains besides the database: the access token of Discogs.

Fitted models and runs are in the database. A token in DISCOGS_TOKEN_FILE is restored to the file that the settings of
the restoring server name.
"""

from typing import Final

from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources.discogs.credentials import TOKEN_FILE, get_token_path
from alcove.foundation.backup import BackupParts, single_file
from alcove.foundation.settings import Configuration

SOURCE: Final = "discogs-token"
"""The name of the token in archives."""


def list_backup_parts(configuration: Configuration) -> BackupParts:
    """Return the files of this app; a token in the environment is none."""
    settings = configuration.load(RecordsSettings)
    token = get_token_path(settings, data_dir=configuration.data_dir)
    return BackupParts(files=[single_file(SOURCE, token, path=TOKEN_FILE, is_secret=True)])
