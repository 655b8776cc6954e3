"""Second factors: codes of an authenticator app (TOTP)."""
