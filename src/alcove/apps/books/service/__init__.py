"""The use cases of the books app."""
