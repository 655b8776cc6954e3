"""The SQL of taste."""
