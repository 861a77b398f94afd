"""The shop under attack: faults by a seed, under steady load, and proof of what became of every order."""
