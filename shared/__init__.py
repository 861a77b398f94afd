"""What all services stand on: the events, and the runtime that carries them."""
