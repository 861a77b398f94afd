"""Schemathesis, from one seed: requests that an OpenAPI document allows, and such as it does not."""

import asyncio
import sys
from pathlib import Path

PATIENCE = 120.0
"""Seconds that one run may take, on a busy machine."""


async def try_out(url: str, token: str | None, work: Path, *options: str) -> None:
    """Holds every answer against the document at `url`/openapi.json: no status 5xx, and none that is not written there;
    content types, headers and bodies as written; what is not allowed is refused, and said to be. Fails with what it
    found, and with how to repeat that."""
    who = () if token is None else ("--header", f"Authorization: Bearer {token}")
    process = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("schemathesis"), "run", f"{url}/openapi.json", *who),
        *("--seed", "1", "--no-color", "--no-shrink", "--generation-database", "none", "--output-sanitize", "false"),
        *options,
        cwd=work,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, told.decode()
    assert " passed" in told.decode(), told.decode()
