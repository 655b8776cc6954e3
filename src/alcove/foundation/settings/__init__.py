"""Typed settings from the environment and alcove.toml."""
