"""The steps from a finished file to the library."""
