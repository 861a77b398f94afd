"""Traces, as their spans tell them: read, put together, drawn."""
