"""What is told to those who watch, as it happens."""
