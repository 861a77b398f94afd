"""What one order costs."""

from benchmarks.report.spread import table
from benchmarks.scaling.calibration import Model
from benchmarks.scaling.dance import heard_of_an_order, messages_of_an_order, reasons
from benchmarks.scaling.document.figures import number, short
from benchmarks.throughput.costs import Costs
from benchmarks.throughput.result import NAMES
from benchmarks.throughput.ways import MANY, PACED
from choreo.stack.members import SERVICES


def told(costs: Costs, model: Model) -> str:
    """The measured costs, and the model made of them."""
    failed = sum(reason is not None for reason in reasons())
    measured = costs.ways[MANY].stored["messages"]
    return "\n\n".join(
        [
            "## What one order costs",
            f"Measured by {costs.measured} {_runs(costs)}; of {len(reasons())} orders {failed} fail.",
            _measured(costs),
            "A batch is one transaction, so an order costs less when batches are larger: compare the transactions, and "
            "the CPU, of orders that come slowly with those that come fast. From these ways, by least squares, what a "
            "transaction costs (`a`), and what each event in it costs (`b`); idle processes' own CPU taken off first. "
            "PostgreSQL, Kafka and Valkey work for all services.",
            _model(model),
            f"A POST costs order_service {number(1000 * model.post)} ms more, beside its share of a transaction. By "
            f"the [map](MAP.md) and the mix of endings an order is {messages_of_an_order():.2f} messages; measured: "
            f"{measured:.2f}.",
            f"Waiting, not computing: a commit takes {number(costs.commit_ms)} ms and an acknowledgement by Kafka "
            f"{number(costs.acknowledge_ms)} ms when nothing else goes on. While nobody orders, all processes together "
            f"use {number(sum(costs.idle_cpu_ms.values()) / 10)} % of a core.",
        ]
    )


def _runs(costs: Costs) -> str:
    return f"Medians of {costs.rounds} runs" if costs.rounds > 1 else "One run"


def _measured(costs: Costs) -> str:
    ways = costs.ways
    processes = [name for name in ways[PACED].cpu_ms if name not in ("customers", "spans")]
    rows = [
        ["orders/s", *(number(way.orders_per_second) for way in ways.values())],
        ["CPU of others", *(f"{100 * way.others:.0f} %" for way in ways.values())],
        *([f"CPU of {name}, ms", *(number(way.cpu_ms[name]) for way in ways.values())] for name in processes),
        *([told, *(number(way.stored[name]) for way in ways.values())] for name, told in NAMES.items()),
    ]
    return table(["for one order", *ways], rows)


def _model(model: Model) -> str:
    heard = heard_of_an_order()
    rows = [
        *(
            (short(name), f"{heard[name]:.2f}", _ms(model.own[name].transaction), _ms(model.own[name].event))
            for name in SERVICES
        ),
        *(
            (name, f"{sum(heard.values()):.2f}", _ms(cost.transaction), _ms(cost.event))
            for name, cost in model.servers.items()
        ),
    ]
    return table(("process", "events of an order", "`a`, CPU ms a transaction", "`b`, CPU ms an event"), rows)


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.3f}"
