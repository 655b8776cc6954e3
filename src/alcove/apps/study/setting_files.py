"""Checks at the start, before anything is served: the keys, and the files that settings name."""

from alcove.apps.study import keys
from alcove.apps.study.settings import StudySettings
from alcove.foundation.settings import Configuration


def check_settings(configuration: Configuration) -> None:
    """Check the keys, and load the files that settings name; SettingError.

    A wrong file stops the start, and not the first question.
    """
    keys.check_settings(configuration)
    _load_files(configuration.load(StudySettings))


def _load_files(settings: StudySettings) -> None:
    if settings.study_content_rules is not None:
        from alcove.apps.study.content_rules import load_content_rules  # noqa: PLC0415 - few have a file

        load_content_rules(settings)
    if settings.study_prices_file is not None:
        from alcove.apps.study.ai_budgets import load_prices  # noqa: PLC0415 - few have a file

        load_prices(settings.study_prices_file)
