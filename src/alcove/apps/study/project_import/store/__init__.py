"""All SQL of imports."""
