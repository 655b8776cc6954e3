"""The configuration of a process that serves accounts alone, from environment variables with GoTrue's names."""
