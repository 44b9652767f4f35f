"""What a raw file is, and how it becomes plain tables of text."""
