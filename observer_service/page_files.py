"""Hands out the page: a few files, none of which asks for anything elsewhere."""

from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi import Path as InPath

from shared.web.problems import Problem

FOLDER = Path(__file__).parent / "page"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # an address may have held a token
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",  # asked for again each time, and sent only when it is another one
}

router = APIRouter(include_in_schema=False)
Known = Annotated[str | None, Header(alias="If-None-Match")]


@router.get("/")
async def open_page(known: Known = None) -> Response:
    """The page itself."""
    return _send("index.html", known)


@router.get("/page/{name}")
async def send_part(name: Annotated[str, InPath(max_length=100)], known: Known = None) -> Response:
    """One of its parts."""
    return _send(name, known)


def _send(name: str, known: str | None) -> Response:
    parts = _parts()
    if name not in parts:
        raise Problem(404, detail=f"The page has no part {name}.")
    content, kind, tag = parts[name]
    headers = {**HEADERS, "ETag": tag}
    return Response(status_code=304, headers=headers) if known == tag else Response(content, 200, headers, kind)


@cache
def _parts() -> dict[str, tuple[bytes, str, str]]:
    return {
        path.name: (content, guess_type(path.name)[0] or "text/plain", f'"{sha256(content).hexdigest()[:16]}"')
        for path in FOLDER.iterdir()
        if path.is_file() and (content := path.read_bytes())
    }
