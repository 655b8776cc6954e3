"""All SQL of the books app."""
