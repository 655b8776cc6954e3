"""All SQL about offers as pages show them."""
