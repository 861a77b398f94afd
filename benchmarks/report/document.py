"""The document, one section for each benchmark; a run writes its own and leaves the others."""

from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "PERFORMANCE.md"
SECTIONS = ("twins", "throughput", "latency", "scale", "start")
"""In this order."""

_HEAD = """\
# Performance

Each section was written by a run of the command in it. Everything ran on one machine: services, PostgreSQL, Kafka,
Valkey and the one who orders share its cores. Such machines are noisy, and what others on it took is noted: read the
ratios within a run, not the absolute figures. [SCALING.md](SCALING.md) says what follows from them;
[TRACING_COST.md](TRACING_COST.md), [OBSERVER_COST.md](OBSERVER_COST.md) and [WINDOWS.md](WINDOWS.md) measure parts.
"""


def write_section(name: str, text: str) -> None:
    """Puts it in the place of the one that was there."""
    old = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    parts = {section: _between(old, section) for section in SECTIONS} | {name: text.strip()}
    body = "".join(f"\n{_begin(at)}\n\n{parts[at]}\n\n{_end(at)}\n" for at in SECTIONS if parts[at])
    DOCUMENT.write_text(_HEAD + body, encoding="utf-8")


def _between(text: str, name: str) -> str:
    _, _, rest = text.partition(_begin(name))
    return rest.partition(_end(name))[0].strip()


def _begin(name: str) -> str:
    return f"<!-- {name}: by `python -m benchmarks.{name}` -->"


def _end(name: str) -> str:
    return f"<!-- end of {name} -->"
