"""All SQL of the records app; reads answer with JSON that PostgreSQL has made."""
