"""How fast it is, measured; nothing here is asserted by a test."""
