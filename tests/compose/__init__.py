"""The shop in containers. Needs Docker, and is run by `make test-compose` only."""
