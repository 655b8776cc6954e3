"""Plans: requests whose every name has been found in the schema cache."""
