"""What else could the user type? Corrections and completions from what the index has."""
