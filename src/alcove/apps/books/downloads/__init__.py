"""The worker's side of the queue: transfer a file, check it, hand it to the delivery."""
