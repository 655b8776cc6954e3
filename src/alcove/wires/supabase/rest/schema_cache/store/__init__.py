"""All statements of the schema cache."""
