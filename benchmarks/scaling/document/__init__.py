"""docs/SCALING.md, section by section."""
