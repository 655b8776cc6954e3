"""The use cases of taste."""
