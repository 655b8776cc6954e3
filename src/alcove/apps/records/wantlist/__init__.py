"""The owner's wantlist on Discogs."""
