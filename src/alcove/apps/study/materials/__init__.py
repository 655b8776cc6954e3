"""The learner's materials."""
