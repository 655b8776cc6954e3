"""What the worker runs for the books app."""
