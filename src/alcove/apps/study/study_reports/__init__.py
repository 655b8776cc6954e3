"""Reports and recommendations, computed or by an AI provider."""

from alcove.apps.study.study_reports.routes import build_study_reports

__all__ = ["build_study_reports"]
