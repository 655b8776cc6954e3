"""Reports and recommendations, computed or by an AI provider."""
