"""docs/EVOLUTION.md shows code that these tests run, to the letter."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "EVOLUTION.md"
RELEASES = Path(__file__).parent / "releases"


def test_each_of_its_examples_stands_in_a_release() -> None:
    examples = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)
    code = [path.read_text() for path in RELEASES.rglob("*.py")]

    assert len(examples) >= 4
    assert [example for example in examples if not any(example in text for text in code)] == []
