"""Accounts as GoTrue speaks them: sign-up, sign-in, sessions, links in mail, factors, providers, administration."""
