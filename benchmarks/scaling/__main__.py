"""docs/SCALING.md from docs/costs.json: the cost model, what more orders need, and a simulation that checks it.

    .venv/bin/python -m benchmarks.scaling [--costs docs/costs.json] [--to docs/SCALING.md]

Needs no server; `python -m benchmarks.throughput` measures the costs."""

import argparse
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from benchmarks.scaling.assumptions import OUTSIDE_CALL
from benchmarks.scaling.calibration import calibrate
from benchmarks.scaling.document import checked, cost, growth, saturation, steps
from benchmarks.scaling.simulation.foretold import simulate
from benchmarks.scaling.simulation.measured import compare
from benchmarks.scaling.simulation.pacing import with_pace
from benchmarks.scaling.sizing import size
from benchmarks.throughput.costs import FILE, Costs, read_costs

DOCUMENT = FILE.with_name("SCALING.md")
RATES = (10, 100, 1_000, 10_000)
SIMULATED = RATES[2:]

_HEAD = """\
# Scaling

Written by `python -m benchmarks.scaling` from [costs.json](costs.json), which `python -m benchmarks.throughput`
measured: every figure is measured, calculated from what was, a setting's default, an assumption that is named, or
simulated."""


def tell(costs: Costs) -> str:
    """The document. Takes a minute or so: it simulates."""
    model = with_pace(calibrate(costs), costs)
    grown = replace(model, outside=OUTSIDE_CALL)
    sizes = {rate: size(grown, costs.ways, rate) for rate in RATES}
    simulated = [(sizes[rate], simulate(sizes[rate])) for rate in SIMULATED]
    parts = [
        _HEAD,
        cost.told(costs, model),
        saturation.told(costs, grown),
        growth.told(list(sizes.values())),
        steps.told(sizes[SIMULATED[0]]),
        checked.told(compare(costs, model.pace), model.pace, simulated),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Reads, simulates and writes."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--costs", type=Path, default=FILE, metavar="FILE", help="what was measured")
    options.add_argument("--to", type=Path, default=DOCUMENT, metavar="FILE", help="where the document is written")
    asked = options.parse_args()
    try:
        costs = read_costs(asked.costs)
    except (FileNotFoundError, ValidationError) as error:
        options.error(f"{asked.costs}: {error}\nMeasure first: python -m benchmarks.throughput")
    asked.to.write_text(tell(costs), encoding="utf-8")
    print(f"written: {asked.to}")


if __name__ == "__main__":
    main()
