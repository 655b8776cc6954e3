"""All SQL of the changes of rows: the outbox, the published tables, and checks with the rights of callers."""
