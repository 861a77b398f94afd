"""The order flow as it is measured: what is ordered, by whom it is asked for, what must hold at the end.

Each way of writing it is a `Variant` (variant.py); benchmarks/twins has those that our users would write."""
