"""The public keys with which an issuer's tokens are checked."""

import asyncio
import json
import logging
from functools import cache
from http import HTTPStatus
from math import inf
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import InvalidTokenError, PyJWK, PyJWTError

from shared import clock

LIFESPAN = 300.0
"""Seconds after which keys are read again, while those that are known go on working."""
LONGEST = 86_400.0
"""Seconds after which keys that could not be read again work no longer."""
PAUSE = 5.0
"""Seconds between two readings at least, whatever keys are asked for: a new one is found within that time."""
PATIENCE = 5.0
"""Seconds that the issuer may take to answer."""
MOST_BYTES = 256 * 1024
WEAKEST_RSA = 2048
"""Bits."""

log = logging.getLogger(__name__)


class KeysUnavailable(Exception):
    """The issuer's keys cannot be read, so nobody knows whether a token is good."""


class Issuer:
    """The keys at `url` that fit `algorithm`. Read when they are first needed, and by one reading at a time."""

    def __init__(self, url: str, algorithm: str) -> None:
        self._url, self._algorithm = url, algorithm
        self._keys: dict[str, PyJWK] = {}
        self._read_at = self._tried_at = 0.0
        self._reading: asyncio.Task[None] | None = None

    async def key(self, key_id: str) -> PyJWK:
        """The key of that id. Raises InvalidTokenError when the issuer has none, and KeysUnavailable when it cannot be
        asked; never waits longer than PATIENCE."""
        if self._known(key_id) is None or _since(self._read_at) > LIFESPAN:
            reading = self._read_unless_just_done()
            if self._known(key_id) is None and reading is not None:
                await asyncio.shield(reading)
        if (known := self._known(key_id)) is not None:
            return known
        if self._read_at < self._tried_at:
            raise KeysUnavailable
        raise InvalidTokenError("its issuer has no such key")

    def _known(self, key_id: str) -> PyJWK | None:
        return self._keys.get(key_id) if _since(self._read_at) < LONGEST else None

    def _read_unless_just_done(self) -> "asyncio.Task[None] | None":
        if self._reading is not None and not self._reading.done():
            return self._reading
        if _since(self._tried_at) < PAUSE:
            return None
        self._tried_at = clock.now().timestamp()
        self._reading = asyncio.create_task(self._read())
        return self._reading

    async def _read(self) -> None:
        try:
            told = await _body(self._url)
            self._keys = {key.key_id: key for entry in told["keys"] if (key := self._fitting(entry)) and key.key_id}
            self._read_at = self._tried_at
        except (
            aiohttp.ClientError,
            OSError,
            TimeoutError,
            ValueError,
            TypeError,
            LookupError,
            RecursionError,
        ) as trouble:
            self._tried_at = clock.now().timestamp()  # who asks meanwhile is told at once
            log.warning("the keys at %s cannot be read: %s: %s", self._url, type(trouble).__name__, trouble)

    def _fitting(self, entry: object) -> PyJWK | None:
        """None for a key that is for something else, too weak, or none at all."""
        if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str):
            return None
        if entry.get("use", "sig") != "sig" or entry.get("alg", self._algorithm) != self._algorithm:
            return None
        try:
            key = PyJWK(entry, self._algorithm)
        except PyJWTError:
            return None
        if isinstance(key.key, RSAPublicKey) and key.key.key_size < WEAKEST_RSA:
            log.warning("the issuer's key %r has only %d bits: not used", key.key_id, key.key.key_size)
            return None
        return key


def _since(at: float) -> float:
    """Seconds; endless when the clock was set back."""
    passed = clock.now().timestamp() - at
    return passed if passed >= 0 else inf


async def _body(url: str) -> dict[str, Any]:
    """Of an answer 200 that is not larger than MOST_BYTES; redirections are not followed."""
    patience = aiohttp.ClientTimeout(total=PATIENCE)
    async with (
        aiohttp.ClientSession(timeout=patience, trust_env=True) as http,
        http.get(url, allow_redirects=False) as answer,
    ):
        if answer.status != HTTPStatus.OK:
            raise ValueError(f"the answer is {answer.status}")
        read = b""
        async for piece in answer.content.iter_any():
            read += piece
            if len(read) > MOST_BYTES:
                raise ValueError(f"the answer is larger than {MOST_BYTES} bytes")
    told: dict[str, Any] = json.loads(read)
    return told


@cache
def issuer_at(url: str, algorithm: str) -> Issuer:
    """The one of this process."""
    return Issuer(url, algorithm)
