"""What a learner's numbers show, and what to do: computed, explained, and completed by an AI provider."""

from alcove.apps.study.insights.routes import register_insights

__all__ = ["register_insights"]
