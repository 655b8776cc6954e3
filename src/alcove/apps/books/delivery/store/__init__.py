"""All SQL of deliveries and delivered files."""
