"""Whom a change of a released version breaks: hearers of the new release who meet old records, or hearers of the old
release who meet new ones."""

from typing import Annotated, Any, Literal, NamedTuple

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from choreo.documents.schemas.changes import BOTH, NEW, NOBODY, OLD, Breaks, changes_between
from choreo.documents.schemas.files import json_schema

Shape = dict[str, Any]
UPGRADED, NOT_YET_UPGRADED, BOTH_OF_THEM = NEW, OLD, BOTH


class Place(BaseModel):
    """Where a parcel goes."""

    city: str


class PlaceByNumber(BaseModel):
    """The same, told otherwise."""

    city: int


class Closed(BaseModel):
    """One that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")

    city: str


class ClosedWithStreet(Closed):
    """The same, and more."""

    street: str = ""


class Folder(BaseModel):
    """One that holds itself."""

    name: str
    inner: "list[Folder]" = []


Few, Many = Annotated[int, Field(ge=1, le=10)], Annotated[int, Field(ge=1, le=100)]
Short, Long = (Annotated[str, StringConstraints(pattern=rf"^[a-z]{{1,{most}}}$")] for most in (8, 64))
Capitals = Annotated[str, StringConstraints(pattern="^[A-Z]{1,8}$")]
Refused, RefusedToo = Literal["declined", "away"], Literal["declined", "away", "expired"]


class Case(NamedTuple):
    """A field before and after a change, what is said of it, and whom it breaks. `...` is no field."""

    story: str
    before: Any
    now: Any
    told: str
    breaks: frozenset[Breaks]


CASES = (
    Case("another type", str, int, "is an integer now, was a string", BOTH_OF_THEM),
    Case("another type, with values", Refused, int, "is an integer now, was a string", BOTH_OF_THEM),
    Case("a field taken away", str, ..., "is gone", NOT_YET_UPGRADED),
    Case("a field taken away that had a default", (str, ""), ..., "is gone", NOT_YET_UPGRADED),
    Case("a field that must be there", ..., str, "is new and must be there", UPGRADED),
    Case("a field that may be left out", ..., (str, ""), "is new and may be left out", NOBODY),
    Case("must be there now", (str, ""), str, "must be there now", UPGRADED),
    Case("may be left out now", str, (str, ""), "may be left out now", NOT_YET_UPGRADED),
    Case("another default", (int, 1), (int, 2), "stands for 2 now when it is left out, stood for 1", BOTH_OF_THEM),
    Case("may be null now", str, str | None, "is a string or null now, was a string", NOT_YET_UPGRADED),
    Case("may not be null any more", str | None, str, "is a string now, was a string or null", UPGRADED),
    Case("a value more", Refused, RefusedToo, "may be 'expired' now", NOT_YET_UPGRADED),
    Case("a value less", RefusedToo, Refused, "may not be 'expired' any more", UPGRADED),
    Case("one value more", Literal["away"], Refused, "may be 'declined' now", NOT_YET_UPGRADED),
    Case("only some values", str, Refused, "may only be 'declined' or 'away' now", UPGRADED),
    Case("any value", Refused, str, "may be anything now, was 'declined' or 'away'", NOT_YET_UPGRADED),
    Case("any short word", Refused, Short, "may be anything now, was 'declined' or 'away'", NOT_YET_UPGRADED),
    Case("a wider limit", Few, Many, "must be at most 100 now, was at most 10", NOT_YET_UPGRADED),
    Case("a narrower limit", Many, Few, "must be at most 10 now, was at most 100", UPGRADED),
    Case("a limit, where none was", int, Annotated[int, Field(ge=0)], "must be at least 0 now", UPGRADED),
    Case("no limit any more", Annotated[int, Field(gt=0)], int, "need not be more than 0 any more", NOT_YET_UPGRADED),
    Case("longer words", Short, Long, "must be at most 64 characters now, was at most 8 characters", NOT_YET_UPGRADED),
    Case("shorter words", Long, Short, "must be at most 8 characters now, was at most 64 characters", UPGRADED),
    Case("a pattern, where none was", str, Short, "has pattern '^[a-z]{1,8}$' now", UPGRADED),
    Case("no pattern any more", Short, str, "has no pattern '^[a-z]{1,8}$' any more", NOT_YET_UPGRADED),
    Case("another pattern", Short, Capitals, "has pattern '^[A-Z]{1,8}$' now, had '^[a-z]{1,8}$'", BOTH_OF_THEM),
    Case("broken numbers too", int, float, "is a number now, was an integer", NOT_YET_UPGRADED),
    Case("whole numbers only", float, int, "is an integer now, was a number", UPGRADED),
    Case("anything", str, Any, "is anything now, was a string", NOT_YET_UPGRADED),
    Case("a list of others", list[str], list[int], "[] is an integer now, was a string", BOTH_OF_THEM),
    Case(
        "more in a list",
        Annotated[list[str], Field(max_length=3)],
        Annotated[list[str], Field(max_length=9)],
        "must be at most 9 of them now, was at most 3 of them",
        NOT_YET_UPGRADED,
    ),
    Case("a list of something", list[Any], list[str], "[] is a string now, was anything", UPGRADED),
    Case("what a map holds", dict[str, int], dict[str, str], ".* is a string now, was an integer", BOTH_OF_THEM),
    Case("inside a type", Place, PlaceByNumber, ".city is an integer now, was a string", BOTH_OF_THEM),
    Case(
        "inside the types of a list",
        list[Place],
        list[PlaceByNumber],
        "[].city is an integer now, was a string",
        BOTH_OF_THEM,
    ),
    Case("more in a closed type", Closed, ClosedWithStreet, ".street is new and may be left out", NOT_YET_UPGRADED),
    Case("less in a closed type", ClosedWithStreet, Closed, ".street is gone", BOTH_OF_THEM),
    Case("closed now", Place, Closed, "has additionalProperties False now", UPGRADED),
)


def body(said: Any) -> Shape:
    """The schema of an event with a field `said`, beside one that stays."""
    field = said if isinstance(said, tuple) else (said, ...)
    fields: dict[str, Any] = {"order_id": (str, ...)} | ({} if said is ... else {"said": field})
    return json_schema(create_model("Body", **fields))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.story)
def test_a_change_is_told_with_whom_it_breaks(case: Case) -> None:
    [change] = changes_between(body(case.before), body(case.now))
    separator = "" if case.told.startswith(("[", ".")) else " "
    assert (f"{change.field} {change.what}", change.breaks) == (f"said{separator}{case.told}", case.breaks)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.story)
def test_what_did_not_change_is_no_change(case: Case) -> None:
    assert changes_between(body(case.before), body(case.before)) == []
    assert changes_between(body(case.now), body(case.now)) == []


def test_every_change_of_an_event_is_told() -> None:
    before = json_schema(create_model("Body", total=(int, ...), place=(Place, ...), note=(str, "")))
    now = json_schema(create_model("Body", total=(str, ...), place=(PlaceByNumber, ...), word=(str, ...)))
    assert {change.field for change in changes_between(before, now)} == {"total", "place.city", "note", "word"}


def test_a_type_by_another_name_and_other_words_about_it_are_no_change() -> None:
    renamed = type("Site", (Place,), {"__doc__": "Told otherwise.", "__module__": __name__})
    assert changes_between(body(Place), body(renamed)) == []


def test_a_type_that_holds_itself_is_compared_once() -> None:
    assert changes_between(body(Folder), body(Folder)) == []
    [change] = changes_between(body(Folder), body(Place | Folder))
    assert (change.field, change.breaks) == ("said", BOTH_OF_THEM)
