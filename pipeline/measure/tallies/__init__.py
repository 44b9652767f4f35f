"""Sums over respondents that add: what every later figure is computed from."""
