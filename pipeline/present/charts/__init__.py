"""The charts of a report, one module each: its figure, and the text that stands for it."""
