"""The caller's account and profile in the native API."""

from alcove.apps.study.profiles.routes import register_profiles

__all__ = ["register_profiles"]
