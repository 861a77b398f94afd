"""docs/PERFORMANCE.md, written section by section by the runs themselves."""
