"""What the windows cost: inbox, outbox and Redis, filled far and cleaned as the services clean them."""
