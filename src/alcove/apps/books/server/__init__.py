"""What the server reports about itself: configuration, health, debug archive."""
