"""Which part is full first."""

from benchmarks.report.spread import table
from benchmarks.saga.passes import SERVERS
from benchmarks.scaling.batches import most_orders, of_one_row
from benchmarks.scaling.calibration import Model
from benchmarks.scaling.document.figures import number, percent, short
from benchmarks.throughput.costs import Costs
from benchmarks.throughput.ways import MANY
from choreo.stack.members import SERVICES


def told(costs: Costs, model: Model) -> str:
    """On the measured machine, and where each part has cores of its own."""
    return "\n\n".join(["## What is full first", _on_the_machine(costs), _alone(model), _rows(model)])


def _on_the_machine(costs: Costs) -> str:
    way = costs.ways[MANY]
    parts = {
        "services": sum(way.cpu_ms[name] for name in SERVICES),
        **{name: way.cpu_ms[name] for name in SERVERS},
        "customers and receiver of spans": way.cpu_ms["customers"] + way.cpu_ms["spans"],
    }
    total = sum(parts.values())
    free = costs.cores * (1 - way.others)
    used = way.orders_per_second * total / 1000
    fsyncs = way.orders_per_second * way.stored["fsyncs"]
    waiting = fsyncs * costs.commit_ms / 1000
    first = max(("the CPU", used / free), ("the disk", waiting), key=lambda part: part[1])[0]
    listed = ", ".join(f"{name} {number(ms)} ({percent(ms / total)})" for name, ms in parts.items())
    return (
        f"**This machine** ({MANY}): {number(total)} ms of CPU an order: {listed}. {costs.cores} cores less what "
        f"others took are {number(free)}, so {number(1000 * free / total)} orders/s at most; "
        f"{number(way.orders_per_second)} were measured, which is {percent(used / free)} of these cores. The disk: "
        f"{number(fsyncs)} fsyncs/s of {number(costs.commit_ms)} ms keep it busy for {percent(waiting)} of the time. "
        f"So {first} is full first."
    )


def _alone(model: Model) -> str:
    most = {name: most_orders(model, name) for name in SERVICES}
    first = min(most, key=most.__getitem__)
    rows = [(short(name), number(most[name])) for name in sorted(SERVICES, key=most.__getitem__)]
    return (
        "**Each process on a core of its own**, with PostgreSQL and Kafka elsewhere: a replica is full when its core "
        f"is, or when its batches have {model.pace.most} events (see the end); a busy service lets events "
        f"gather, so that batches fill. {first} is full first:\n\n"
        + table(("one replica of", "takes orders/s, at most"), rows)
    )


def _rows(model: Model) -> str:
    updates, orders = of_one_row(model, "inventory_service")
    coupon_updates, coupon_orders = of_one_row(model, "discount_service")
    return (
        "**One row** takes one update for each batch, however many of its events are about it, and keeps its lock "
        f"until the commit; replicas wait for each other there. With full batches that is {number(updates)} updates a "
        f"second, or {number(orders)} orders/s for one product, and {number(coupon_updates)} or "
        f"{number(coupon_orders)} orders/s for one coupon, whatever the number of replicas. A product that sells "
        f"faster must become several rows (stock kept in parts, an order held from one of them); the code does not do "
        f"that."
    )
