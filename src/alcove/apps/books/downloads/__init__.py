"""The worker's side of the queue: transfer a file, verify it, and deliver it."""
