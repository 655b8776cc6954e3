"""All SQL of quizzes and their attempts."""
