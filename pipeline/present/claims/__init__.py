"""What the tables of a period allow to be said: sentences, their figures, and the gate in front of them."""
