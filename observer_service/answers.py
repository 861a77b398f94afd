"""What a service answers, read as far as any of ours would say."""

import aiohttp

MOST = 4 * 1024 * 1024
"""Bytes."""


async def read_whole(answer: aiohttp.ClientResponse) -> bytes:
    """Raises ValueError for one that is longer."""
    body = bytearray()
    async for part in answer.content.iter_any():
        body += part
        if len(body) > MOST:
            raise ValueError(f"it answered with more than {MOST} bytes")
    return bytes(body)
