"""The page: one HTML file of a period that needs no network."""
