"""The process that holds the weights of the model: it embeds texts and compares vectors."""
