"""The mutation run as a document."""

from collections.abc import Sequence

from choreo.exploration.trial import Verdict


def written(verdicts: Sequence[Verdict]) -> str:
    """docs/MUTATIONS.md."""
    caught = sum(verdict.found is not None for verdict in verdicts)
    lines = [
        "# Guards that are missed when they are gone",
        "",
        f"Written by `choreo explore --mutations`: {caught} of {len(verdicts)} mutations found out. Each takes one",
        "guard of the protocol out of a service's code; then the scenarios are tried one after the other, shortest",
        "schedules first, until a rule is broken. `moves`: the length of that schedule; `states`: tried until then.",
        "",
        "| taken away | in | rule | found out by | scenario | moves | states |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(_row(verdict) for verdict in verdicts),
        "",
    ]
    return "\n".join(lines)


def _row(verdict: Verdict) -> str:
    mutation, found = verdict.mutation, verdict.found
    told = [mutation.name, f"`{mutation.module}`", mutation.rule]
    if found is None:
        return f"| {' | '.join(told)} | **nothing** | | | {verdict.states:,} |"
    broken = found.broken[0].splitlines()[0].replace("|", "\\|")
    return f"| {' | '.join(told)} | {broken} | {verdict.scenario} | {len(found.moves)} | {verdict.states:,} |"
