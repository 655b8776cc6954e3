"""The owner's rules for texts."""

from collections.abc import Iterable, Iterator

import msgspec

from alcove.apps.study.ai_settings import TutorSettings
from alcove.apps.study.content_rules.model import ContentRefused, ContentRules
from alcove.foundation.settings import Secret

__all__ = ["ContentRefused", "ContentRules", "load_content_rules"]


def load_content_rules(settings: TutorSettings, *, secrets: Iterable[Secret] = ()) -> ContentRules:
    """Return the rules of the file in the settings, if there is one; SettingError.

    Answers never contain a secret of the settings, such as a key of a provider, or one of `secrets`.
    """
    from alcove.apps.study.content_rules.rules import LoadedRules  # noqa: PLC0415 - on first use
    from alcove.apps.study.content_rules.rules_file import read_rules  # noqa: PLC0415

    path = settings.study_content_rules
    return LoadedRules(read_rules(path) if path else (), secrets=[*_find_secrets(settings), *secrets])


def _find_secrets(settings: msgspec.Struct) -> Iterator[Secret]:
    for name in settings.__struct_fields__:
        value = getattr(settings, name)
        if isinstance(value, Secret):
            yield value
