"""Build the schema cache of rows of the catalogs, without any I/O."""
