"""What a text in a cell means: answers, units, dates, weights."""
