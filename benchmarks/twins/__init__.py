"""The same order flow, written in five ways: by our runtime, and as its users would write it without."""
