"""The bad days of a scout for records: its work during faults of the machine, and a hostile Discogs."""
