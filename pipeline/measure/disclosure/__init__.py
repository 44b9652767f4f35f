"""Figures of so few respondents that they might be recognised, and whatever would give those figures away."""
