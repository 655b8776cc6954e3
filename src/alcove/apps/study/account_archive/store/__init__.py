"""All SQL of archives of accounts."""
