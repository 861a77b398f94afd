"""A simulated carrier: books parcels, and calls them off."""
