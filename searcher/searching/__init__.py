"""Which sections answer it best, and why? Node -> ranked sections."""
