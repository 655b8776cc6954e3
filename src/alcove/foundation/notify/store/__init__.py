"""All SQL about notifications."""
