"""What can be measured, as data, and how it is recorded. `/metrics` shows it (shared/web/metrics.py)."""
