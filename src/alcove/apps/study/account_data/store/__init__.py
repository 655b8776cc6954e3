"""All SQL about the data of accounts."""
