"""The use cases of the record of the day."""
