"""Seeing: trace context, spans, metrics."""
