"""Sessions: access and refresh tokens, sign-in with a password, sign-out, and who calls."""
