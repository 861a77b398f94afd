"""Carries events: handlers, inbox, outbox, dedup, retries, dead letters, the Faust worker."""
