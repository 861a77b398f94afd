"""All documents that come from the code."""

from pathlib import Path

from choreo.documents import configuration, metrics
from choreo.documents.asyncapi import document
from choreo.documents.card import write_cards
from choreo.documents.choreography import Choreography
from choreo.documents.map import write_map
from choreo.documents.schemas.files import path_of, schema_of, text_of


def write_everything(choreography: Choreography) -> dict[Path, str]:
    """Each by where it stands, as the code has it."""
    schemas = {path_of(each.topic, each.schema_version): text_of(schema_of(each)) for each in choreography.events}
    return {
        configuration.PATH: configuration.write_configuration(),
        metrics.PATH: metrics.write_metrics(),
        **schemas,
        document.PATH: document.write_asyncapi(choreography),
        **write_map(choreography),
        **write_cards(choreography),
    }
