"""Our five services as they are, Redis on; only their gateways answer in the process itself, as in every variant."""
