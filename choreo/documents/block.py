"""Written blocks inside documents that people write."""

from choreo.errors import CommandError

_BEGIN, _END = "<!-- {}: from the code, by `choreo docs` -->", "<!-- end of {} -->"


def fill(text: str, name: str, content: str) -> str:
    """The text with that block as given; at its end, where it has none yet. Raises CommandError for a block that
    begins and does not end, or is there twice."""
    begin, end = _BEGIN.format(name), _END.format(name)
    block = f"{begin}\n\n{content.strip()}\n\n{end}"
    if begin not in text and end not in text:
        return f"{text.rstrip()}\n\n{block}\n"
    if (text.count(begin), text.count(end)) != (1, 1) or text.index(begin) > text.index(end):
        raise CommandError(f"there must be one `{begin}` and, below it, one `{end}`; or neither, to have it made anew")
    before, _, rest = text.partition(begin)
    return before + block + rest.partition(end)[2]
