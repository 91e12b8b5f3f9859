"""What else could the user type? Corrections and completions from the vocabulary of the index."""
