"""What the README tells a reader to type works, typed as it stands."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import asyncpg

from choreo.stack.addresses import Stack
from tests.e2e.shop import Shop
from tests.patience import eventually
from tests.readme.blocks import files, to_run

Shell = Callable[..., "subprocess.Popen[str]"]


async def test_every_block_runs_in_the_order_of_the_page(shell: Shell) -> None:
    python = f'"{sys.executable}" - <<"END_OF_PYTHON"\n'
    script = "\n".join(
        block.text if block.language == "sh" else f"{python}{block.text}END_OF_PYTHON" for block in to_run()
    )
    told, _ = await asyncio.to_thread((process := shell(script)).communicate, timeout=150)
    assert process.returncode == 0, told
    assert '"status":"PENDING"' in told or '"status":"COMPLETED"' in told
    assert "ce_type=order.completed" in told
    assert "traceparent=00-" in told


async def test_the_sixth_service_counts_points_on_completed_orders(shell: Shell, shop: Shop, tmp_path: Path) -> None:
    written = files()
    assert set(written) == {"loyalty_service/app.py", "loyalty_service/__main__.py"}
    assert sum(len(text.splitlines()) for text in written.values()) < 60
    (tmp_path / "loyalty_service").mkdir()
    for path, text in written.items():
        (tmp_path / path).write_text(text)

    order = next(block.text for block in to_run() if "typed-$RANDOM" in block.text)
    shell(f"TOKEN=$(.venv/bin/choreo token ada)\n{order}")
    service = shell("exec .venv/bin/choreo run loyalty_service", cwd=tmp_path)
    assert await eventually(lambda: _points_of("ada", shop.stack.addresses), seconds=60) % 14 == 0
    service.terminate()
    told, _ = await asyncio.to_thread(service.communicate, timeout=20)
    assert service.returncode == 0, told


async def _points_of(customer: str, stack: Stack) -> int:
    try:
        connection = await asyncpg.connect(stack.database.replace("{service}", "loyalty_service"))
    except asyncpg.PostgresError:
        return 0
    try:
        return await connection.fetchval("SELECT points FROM account WHERE customer_id = $1", customer) or 0
    except asyncpg.UndefinedTableError:
        return 0
    finally:
        await connection.close()
