"""What each interface says of itself, held against what it does."""
