"""The code held against the versions that are released (files.py says what that means)."""

from collections.abc import Iterator
from typing import NamedTuple

from choreo.documents.choreography import Choreography, Kind
from choreo.documents.schemas.changes import Breaks, Change, changes_between
from choreo.documents.schemas.files import FOLDER, Schema, path_of, released, schema_of
from choreo.documents.sentences import listed
from shared.events.versions import sayable, understood

CURE = "docs/EVOLUTION.md shows how"


class Finding(NamedTuple):
    """One sentence about a change; `breaks` when somebody could not go on with it."""

    sentence: str
    breaks: bool


def held_against_releases(choreography: Choreography) -> list[Finding]:
    """What has changed of what was released, what has not been released yet, and what nobody understands any more."""
    known = released()
    events = {event.topic: event for event in choreography.events}
    findings = [
        finding for event in events.values() for finding in _of(event, known.get(event.topic, {}), choreography)
    ]
    return findings + [_forgotten(topic) for topic in known if topic not in events]


def _of(event: Kind, versions: dict[int, Schema], choreography: Choreography) -> Iterator[Finding]:
    topic, latest, readable = event.topic, event.schema_version, understood(event)
    who = Concerned.by(event, choreography)
    for version in sorted({*versions, *readable}):
        path = path_of(topic, version)
        if version == latest and version in versions:
            changes = changes_between(versions[version], schema_of(event))
            yield from (_changed(event, change, who) for change in changes)
        elif version == latest:
            yield Finding(f"{topic} {version} is not released yet; committing {path} releases it", breaks=False)
            if version > 1 and version - 1 not in sayable(event):
                sentence = f"{topic} {version} has no downcaster to {version - 1}: {who.hearers}, must be upgraded"
                yield Finding(f"{sentence} before {who.speakers} says it ({CURE})", breaks=False)
        elif version not in versions:
            sentence = f"{topic} {version} has an upcaster, but was never released: {path} is missing; bring it back"
            yield Finding(f"{sentence} from your version control, or remove the upcaster", breaks=True)
        elif version > latest:
            sentence = f"{topic} {version} is released, and the code says {latest}: this breaks {who.hearers}:"
            yield Finding(f"{sentence} they may meet it already; set schema_version to {version}, or more", breaks=True)
        elif version not in readable:
            sentence = f"{topic} {version} is released, and no upcaster leads from it: this breaks {who.hearers}:"
            cure = f"write the upcaster; or delete {path}, if Kafka, outboxes and dead letters hold none any more"
            yield Finding(f"{sentence} they cannot read what {who.speakers} said before; {cure}", breaks=True)


class Concerned(NamedTuple):
    """Who says an event and who hears it, for a sentence."""

    speakers: str
    hearers: str

    @staticmethod
    def by(event: Kind, choreography: Choreography) -> "Concerned":
        """In this choreography."""
        hearers = choreography.hearers(event)
        outside = "whoever hears it outside (no service here does)"
        return Concerned(
            listed(choreography.speakers(event)), f"{listed(hearers)}, who hear it" if hearers else outside
        )


def _changed(event: Kind, change: Change, who: Concerned) -> Finding:
    told = f"{event.topic} {event.schema_version}: {change.field or 'the body'} {change.what}"
    if not change.breaks:
        return Finding(f"{told}: this breaks nobody", breaks=False)
    why = "; ".join(each.value.format(speakers=who.speakers) for each in Breaks if each in change.breaks)
    remedy = f"raise schema_version to {event.schema_version + 1} and add an upcaster ({CURE})"
    return Finding(f"{told}: this breaks {who.hearers}: {why}; {remedy}", breaks=True)


def _forgotten(topic: str) -> Finding:
    folder = FOLDER / topic
    sentence = f"{topic} is released, and no service says or hears it any more"
    return Finding(f"{sentence}: bring it back, or delete {folder}/ if nobody needs its records", breaks=True)
