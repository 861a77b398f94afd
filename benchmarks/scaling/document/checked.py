"""What was simulated."""

from collections.abc import Sequence

from benchmarks.report.spread import table
from benchmarks.scaling.document.figures import number, percent, short
from benchmarks.scaling.pace import Pace
from benchmarks.scaling.simulation.foretold import Foretold
from benchmarks.scaling.simulation.measured import FORETOLD, Compared
from benchmarks.scaling.simulation.pacing import FITTED
from benchmarks.scaling.sizing import Size
from choreo.stack.members import SERVICES
from shared.settings import settings

_LACKS = """\
Not in it: Python's garbage collection, PostgreSQL's vacuum and checkpoints, growing tables (`benchmarks.scale` measures
them), locks between replicas on one product or coupon, rebalances and failures, networks, Kafka's fetching and copying
but for the CPU, the observer ([OBSERVER_COST.md](OBSERVER_COST.md)), other mixes of endings, races. CPU for an event is
taken to be the same for all events of a service; on more than one machine each process has a core to itself. So
latencies are lower bounds, and what was not measured on a large installation stays a forecast."""


def told(compared: Sequence[Compared], pace: Pace, foretold: Sequence[tuple[Size, Foretold]]) -> str:
    """Against what was measured, then against the table."""
    return "\n\n".join(
        [
            "## What was simulated to check it",
            "[benchmarks/scaling/simulation](../benchmarks/scaling/simulation) is a discrete-event simulation: orders "
            "of the same mix go through the graph of events; each replica takes what waits as a batch, pays `a` and "
            "`b` on its own process and at the servers, waits for commit and acknowledgement, calls the outside, "
            "clears its outbox and lets events and commands gather as the runtime does. How large batches become was "
            f"fitted, so that as many transactions are made as were measured ({' and '.join(FITTED)}): at most "
            f"{pace.most} events (`CHOREO_BATCH_SIZE` allows {settings().batch_size}). First the measured machine: all "
            "on the cores that were free, customers too.",
            _measured(compared),
            f"`{FORETOLD}` was simulated with the costs of the other ways, so it is foretold; the others were part of "
            f"the calibration. The largest error is {percent(max(abs(one.error) for one in compared))}. Take the table "
            f"for no better than that.",
            "Then the table's replicas, partitions and servers, orders coming by chance (Poisson); `used` is of the "
            "busiest replica. order_service is used more than is needed: what is left of its core, it spends on "
            "answering POSTs in smaller transactions.",
            _foretold(foretold),
            _LACKS,
        ]
    )


def _measured(compared: Sequence[Compared]) -> str:
    rows = [
        (
            one.way,
            number(one.rate),
            number(one.simulated_rate),
            f"{100 * one.error:+.0f} %",
            number(one.transactions),
            number(one.simulated_transactions),
        )
        for one in compared
    ]
    return table(("way", "orders/s", "simulated", "error", "transactions an order", "simulated"), rows)


def _foretold(foretold: Sequence[tuple[Size, Foretold]]) -> str:
    runs = [run for _, run in foretold]
    rows = [
        ["orders/s that came and ended", *(f"{number(run.came)}, {number(run.ended)}" for run in runs)],
        ["POST to end, p50 and p95, ms", *(f"{1000 * run.p50:.0f}, {1000 * run.p95:.0f}" for run in runs)],
        ["records waiting, earlier and later half", *(" → ".join(map(number, run.waiting)) for run in runs)],
        ["keeps up", *("yes" if run.keeps_up else "**no**" for run in runs)],
        *(
            [
                f"{short(name)}: used (by the table), events a batch (by the table)",
                *(
                    f"{percent(run.busy[name])} ({percent(size.fullest[name].busy)}), "
                    f"{run.batch[name]:.0f} ({size.loads[name].batch:.0f})"
                    for size, run in foretold
                ),
            ]
            for name in SERVICES
        ),
        [
            "PostgreSQL, Kafka and Valkey: cores (by the table)",
            *(
                f"{number(run.server_cores)} ({number(sum(map(size.server_cores, size.model.servers)))})"
                for size, run in foretold
            ),
        ],
    ]
    return table(["orders/s", *(f"{run.rate:,.0f}" for run in runs)], rows)
