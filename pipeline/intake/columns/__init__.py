"""Which column of a file is which column of the questionnaire, and which holds personal data."""
