"""The SQL of the catalogue; reads return JSON that PostgreSQL has made."""
