"""`python -m choreo`: the same as `choreo`."""

from choreo.cli import main

main()
