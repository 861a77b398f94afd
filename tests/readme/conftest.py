"""A running shop, and a shell in it as a reader has one."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from shutil import which

import httpx
import pytest

from choreo.stack.addresses import Stack
from choreo.stack.options import Options
from choreo.stack.start import local_stack
from shared.web.tokens import mint
from tests.readme import kcat_stand_in
from tests.readme.blocks import README


@pytest.fixture(scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Stack, Path]]:
    """The whole shop with mugs in stock, and its home."""
    home = tmp_path_factory.mktemp("shop")
    async with local_stack(home, Options(usual_ports=False)) as stack:
        addresses = stack.addresses
        admin = {"Authorization": f"Bearer {mint('admin', admin=True)}"}
        async with httpx.AsyncClient(base_url=addresses.url_of("inventory_service"), headers=admin) as inventory:
            mug = {"name": "Mug", "price": 1400, "currency": "EUR"}
            (await inventory.put("/products/mug", json=mug)).raise_for_status()
            (await inventory.post("/products/mug/restock", json={"quantity": 100})).raise_for_status()
        yield addresses, home


@pytest.fixture
def shell(shop: tuple[Stack, Path], tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts what a reader types into bash, at the ports of this shop. A failing request is an error. What still runs
    at the end is killed."""
    stack, home = shop
    (tmp_path / ".curlrc").write_text("fail-with-body\n")
    if which("kcat") is None:
        stand_in = tmp_path / "kcat"
        stand_in.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{kcat_stand_in.__file__}" "$@"\n')
        stand_in.chmod(0o755)
    environment = {**os.environ, "CURL_HOME": str(tmp_path), "PATH": f"{tmp_path}:{os.environ['PATH']}"}

    started: list[subprocess.Popen[str]] = []

    def start(typed: str, cwd: Path = README.parent) -> "subprocess.Popen[str]":
        here = (
            typed.replace("http://127.0.0.1:8001", stack.url_of("order_service"))
            .replace("127.0.0.1:9092", stack.kafka)
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
