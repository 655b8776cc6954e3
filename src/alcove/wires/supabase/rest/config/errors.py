"""Errors of the configuration; the process does not start with them."""


class ConfigError(ValueError):
    """A setting is invalid; the text says which one."""
