"""All SQL of imports, of exports and of media."""
