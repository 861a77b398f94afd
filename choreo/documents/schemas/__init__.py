"""The released schemas of events, and what a change of one breaks."""
