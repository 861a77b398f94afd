"""What a document says of Kafka in particular: AsyncAPI's binding for it."""

from typing import Any

from shared.migrate.topics import PARTITIONS
from shared.settings import Settings

_VERSION = "0.5.0"
"""Of the binding (https://github.com/asyncapi/bindings/tree/master/kafka)."""
COMPACTED: dict[str, Any] = {"cleanup.policy": ["compact"]}
"""Of each key, the newest record stays."""


def topic(configuration: dict[str, Any]) -> dict[str, Any]:
    """A topic as `python -m shared.migrate` makes it."""
    return _binding(partitions=PARTITIONS, topicConfiguration=configuration)


def key(schema: dict[str, Any]) -> dict[str, Any]:
    """The key of a record."""
    return _binding(key=schema)


def kept_for_days() -> dict[str, Any]:
    """As long as CHOREO_TOPIC_RETENTION says, unless it says otherwise."""
    seconds: float = Settings.model_fields["topic_retention"].default
    return {"cleanup.policy": ["delete"], "retention.ms": int(seconds * 1000)}


def _binding(**told: Any) -> dict[str, Any]:
    return {"kafka": {**told, "bindingVersion": _VERSION}}
