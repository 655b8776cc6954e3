"""The admin server: health, metrics and the schema cache of a running REST server."""
