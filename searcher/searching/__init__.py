"""Which sections answer a query best, and why? Plan -> ranked sections."""
