"""The SQL of the import."""
