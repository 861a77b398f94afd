"""A release that cannot say what it is told to say does not start, and tells what it can."""

import os

import pytest

from tests.evolution.club import NAME, checkout
from tests.programs import run

SETTING = "CHOREO_EMIT_MEMBER_JOINED_VERSION"


@pytest.mark.parametrize(
    ("release", "variable", "version", "sentence"),
    [
        ("first", SETTING, "2", f"{SETTING} is 2; of member.joined this release can say version 1"),
        ("second", SETTING, "3", f"{SETTING} is 3; of member.joined this release can say version 1 or 2"),
        ("third", SETTING, "1", f"{SETTING} is 1; of member.joined this release can say version 2"),
        ("second", SETTING, "one", "Input should be a valid integer"),
        ("second", SETTING, "0", "greater than or equal to 1"),
        (
            "second",
            "CHOREO_EMIT_MEMBER_JOINT_VERSION",
            "1",
            "names no event that is known here; known are CHOREO_EMIT_",
        ),
    ],
)
def test_it_ends_with_status_2_and_a_sentence(release: str, variable: str, version: str, sentence: str) -> None:
    told = {**os.environ, "CHOREO_ENVIRONMENT": "development", **checkout(release), variable: version}

    ended = run(NAME, environment=told)

    assert ended.status == 2
    assert sentence in ended.told
