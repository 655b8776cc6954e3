"""What sees everything: the command line and the processes it starts."""
