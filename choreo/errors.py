"""What a command tells its user instead of a traceback."""


class CommandError(Exception):
    """The message says what was wrong and what to do."""
