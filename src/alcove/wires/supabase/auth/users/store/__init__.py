"""All SQL about users and their identities."""
