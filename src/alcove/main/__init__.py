"""The composition root: the list of apps, the processes, and the command line."""
