"""Whether an order costs more when there are more replicas, or more orders in the tables."""
