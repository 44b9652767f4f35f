"""A tally to indices, each with its standard error and interval."""
