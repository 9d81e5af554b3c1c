"""One module for each question a reader asks: what it counts and how it shows."""
