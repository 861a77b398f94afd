"""What the figures were measured on, and by what."""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

_LIBRARIES = (
    "faust-streaming",
    "aiokafka",
    "sqlalchemy",
    "asyncpg",
    "pydantic",
    "redis",
    "opentelemetry-sdk",
    "fastapi",
)


def told(*more: str) -> str:
    """One paragraph: command, machine, versions; `more` are further libraries."""
    command = " ".join(["python", "-m", _module(), *sys.argv[1:]])
    gigabytes = psutil.virtual_memory().total / 2**30
    libraries = ", ".join(f"{name} {_version(name)}" for name in (*_LIBRARIES, *more))
    return (
        f"`{command}` on {os.cpu_count()} cores ({_cpu()}), {gigabytes:.0f} GiB, Linux, "
        f"Python {platform.python_version()}; PostgreSQL 18, Apache Kafka 4 and Valkey 9 as `make demo` starts them "
        f"(fsync on); {libraries}."
    )


def _module() -> str:
    main = sys.modules["__main__"].__spec__
    return main.name.removesuffix(".__main__") if main else "?"


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
