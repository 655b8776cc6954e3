"""The apps; none imports another."""
