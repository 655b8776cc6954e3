"""`auth-validation`: whether an e-mail address may be used to sign up."""

from alcove.apps.study.auth_validation.routes import build_auth_validation

__all__ = ["build_auth_validation"]
