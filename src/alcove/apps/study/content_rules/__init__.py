"""The owner's rules for texts."""

from alcove.apps.study.ai_settings import TutorSettings
from alcove.apps.study.content_rules.model import ContentRules

__all__ = ["load_content_rules"]


def load_content_rules(settings: TutorSettings) -> ContentRules:
    """Return the the owner's rules for texts ."""
    raise NotImplementedError
