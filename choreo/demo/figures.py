"""How fast it went, and what it cost."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from choreo.demo.traffic import Journey
from choreo.stack.local import LocalStack


@dataclass(frozen=True)
class Figures:
    """`median` and `p95` are seconds from the request to the end; `cpu` is seconds by process."""

    orders: int
    seconds: float
    median: float
    p95: float
    cpu: dict[str, float]

    def told(self) -> str:
        """In words."""
        lines = [
            f"{self.orders} orders in {self.seconds:.1f} s: {self.orders / self.seconds:.0f} orders/s; "
            f"from request to end p50 {1000 * self.median:.0f} ms, p95 {1000 * self.p95:.0f} ms",
        ]
        if self.cpu:
            lines.append(f"CPU seconds, {sum(self.cpu.values()):.1f} in all:")
            lines += [f"  {name:20} {seconds:6.2f}" for name, seconds in self.cpu.items()]
        return "\n".join(lines)


def figures_of(journeys: Sequence[Journey], seconds: float, cpu: dict[str, float]) -> Figures:
    """Of orders that were sent within so many seconds."""
    times = sorted(journey.seconds for journey in journeys if journey.seconds is not None)
    return Figures(len(journeys), seconds, _quantile(times, 0.5), _quantile(times, 0.95), cpu)


def cpu_seconds(stack: LocalStack) -> dict[str, float]:
    """What each member has used since it was started, with the processes it started itself; and this process."""
    spent = {name: sum(spent_by(one.server.pid) for one in replicas) for name, replicas in stack.members.items()}
    return spent | {"demo": spent_by(psutil.Process().pid, alone=True)}


def since(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """The difference. A member that was started again meanwhile counts from its start."""
    return {name: seconds - before[name] if seconds >= before[name] else seconds for name, seconds in after.items()}


def spent_by(pid: int, *, alone: bool = False) -> float:
    """CPU seconds of a process, with those that it started unless `alone`; 0 for one that is gone."""
    try:
        process = psutil.Process(pid)
        times = process.cpu_times()
        own = times.user + times.system
        if alone:
            return own
        return (
            own + times.children_user + times.children_system + sum(spent_by(child.pid) for child in process.children())
        )
    except psutil.NoSuchProcess:
        return 0.0


def _quantile(times: Sequence[float], share: float) -> float:
    return times[min(len(times) - 1, math.ceil(share * len(times)) - 1)] if times else 0.0
