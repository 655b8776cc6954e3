"""`encryption`: texts of users, encrypted under the server's master keys."""

from alcove.apps.study.encryption.routes import build_encryption

__all__ = ["build_encryption"]
