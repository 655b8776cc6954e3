"""Cards and quizzes from materials: written by an AI provider and checked, or cloze texts."""
