"""A discrete-event simulation of the choreography: services as batch servers on shared cores."""
