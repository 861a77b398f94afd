"""A running shop, and a shell in it as a reader has one."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which

import pytest

from tests.e2e.shop import Shop
from tests.patience import eventually
from tests.readme import kcat_stand_in
from tests.readme.blocks import README


@pytest.fixture(scope="module")
async def mugs(shop: Shop) -> None:
    """Mugs are in stock."""
    mug = {"name": "Mug", "price": 1400, "currency": "EUR"}
    await shop.order("inventory_service", "PUT", "/products/mug", mug)
    await shop.order("inventory_service", "POST", "/products/mug/restock", {"quantity": 100})

    async def listed() -> bool:
        return bool(await shop.rows("order_service", "select sku from product where sku = 'mug'"))

    await eventually(listed)


@pytest.fixture
def shell(shop: Shop, mugs: None, tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts what a reader types into bash, at the ports of this shop. A failing request is an error. What still runs
    at the end is killed."""
    addresses, home = shop.stack.addresses, shop.stack.home
    (tmp_path / ".curlrc").write_text("fail\n")
    if which("kcat") is None:
        stand_in = tmp_path / "kcat"
        stand_in.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{kcat_stand_in.__file__}" "$@"\n')
        stand_in.chmod(0o755)
    environment = {**os.environ, "CURL_HOME": str(tmp_path), "PATH": f"{tmp_path}:{os.environ['PATH']}"}

    started: list[subprocess.Popen[str]] = []

    def start(typed: str, cwd: Path = README.parent) -> "subprocess.Popen[str]":
        here = (
            typed.replace("http://127.0.0.1:8001", addresses.url_of("order_service"))
            .replace("127.0.0.1:9092", addresses.kafka)
            .replace(".venv/bin/choreo", f"{Path(sys.executable).parent}/choreo --home {home}")
        )
        bash = ("bash", "-euo", "pipefail", "-c", here)
        process = subprocess.Popen(
            bash, cwd=cwd, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
