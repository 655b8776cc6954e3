"""Signing in and out, as the newer page expects it."""
