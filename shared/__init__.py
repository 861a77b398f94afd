"""What all services stand on: the events, and the runtime that carries them."""

import gc

# While modules are imported, objects come and stay: to look through all of them each time 700 more had come was a sixth
# of the computing of every start.
gc.set_threshold(50_000, 20, 20)
