"""Every unit beside the median unit, the best unit and all others, with what cannot be told apart."""
