"""What a backup contains besides the database: the access token of Discogs.

Fitted models, scrapes and runs are in the database. The token is in the data directory or in DISCOGS_TOKEN_FILE; it is
restored to the file that the settings of the restoring server name. A personal token in the environment is no file, and
belongs to the deployment.
"""

from typing import Final

from alcove.apps.records.settings import RecordsSettings
from alcove.apps.records.sources.discogs.credentials import TOKEN_FILE, get_token_path
from alcove.foundation.backup import BackupParts, single_file
from alcove.foundation.settings import Configuration

SOURCE: Final = "discogs-token"
"""The name of the token in archives."""


def list_backup_parts(configuration: Configuration) -> BackupParts:
    """Return the files of this app."""
    settings = configuration.load(RecordsSettings)
    # The file that `alcove records auth` writes; without it there is none.
    token = get_token_path(settings, data_dir=configuration.data_dir)
    source = single_file(SOURCE, token, path=TOKEN_FILE, is_secret=True)
    return BackupParts(files=[source])
