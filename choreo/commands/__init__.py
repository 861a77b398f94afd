"""One module for each command: what it asks of the rest, and what it prints."""
