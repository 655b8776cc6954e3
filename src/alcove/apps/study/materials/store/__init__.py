"""All SQL of materials, their imports and their files."""
