"""What can go wrong in the runtime.

MessagingError
├── NoEvent             these bytes are no event anybody here knows
├── CannotSay           a downcaster failed: a bug
├── WordingRefused      a setting asks for a version that cannot be said
└── HandlerMistake      a handler breaks a rule of handlers; a bug, told at once
    ├── WroteBeforeCalling
    ├── AwaitedElsewhere
    └── EmittedUndeclared
"""


class MessagingError(Exception):
    """Anything the runtime itself refuses."""


class NoEvent(MessagingError):
    """A record that is no event: bad JSON, a body that does not fit, an unknown version. Dead at once."""


class CannotSay(MessagingError):
    """An event could not be put into the version in which it is to be said."""


class WordingRefused(MessagingError):
    """`CHOREO_EMIT_<EVENT>_VERSION` asks for what this release cannot say."""


class HandlerMistake(MessagingError):
    """A handler breaks a rule of handlers."""


class WroteBeforeCalling(HandlerMistake):
    """It changed a row before its last call to the outside."""


class AwaitedElsewhere(HandlerMistake):
    """It awaited something else than its unit of work."""


class EmittedUndeclared(HandlerMistake):
    """It returned what its annotation does not announce."""
