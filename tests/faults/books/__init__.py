"""The bad days of a book downloader: its work during faults of the machine, catalogues and folders."""
