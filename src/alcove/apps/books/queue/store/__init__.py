"""All SQL of the queue."""
