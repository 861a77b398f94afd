"""An issuer of tokens, as a production system has one: it signs with its private key and publishes the public one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


class Issuer:
    """Its keys by id, and how often it was asked for them, and for anything else. While `status` is another, it answers
    so; `others` are published as well; while `talks` is not set, it does not answer."""

    def __init__(self) -> None:
        self.keys = {"first": new_key()}
        self.asked = self.asked_for_others = 0
        self.others: list[Any] = []
        self.status = 200
        self.talks = Event()
        self.talks.set()
        self.url = ""

    def sign(self, claims: dict[str, Any], key_id: str = "first", **headers: Any) -> str:
        """A token with these claims, and these headers besides."""
        return jwt.encode(claims, self.keys[key_id], algorithm="RS256", headers={"kid": key_id, **headers})

    def public_key(self) -> bytes:
        """As everybody can see it."""
        return (
            self.keys["first"]
            .public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )

    def key_set(self) -> bytes:
        """The JWKS document."""
        keys = [
            {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": key_id, "use": "sig", "alg": "RS256"}
            for key_id, key in self.keys.items()
        ]
        return json.dumps({"keys": [*self.others, *keys]}).encode()


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer whose keys can be had at its `url` while within it."""
    issuer = Issuer()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/keys":
                issuer.asked_for_others += 1
            else:
                issuer.asked += 1
            issuer.talks.wait()
            self.send_response(issuer.status)
            if issuer.status == 302:
                self.send_header("Location", f"{issuer.url}/elsewhere")
            self.end_headers()
            with suppress(OSError):  # who asked may have lost patience
                self.wfile.write(issuer.key_set())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        issuer.url = f"http://127.0.0.1:{server.server_port}/keys"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield issuer
        finally:
            issuer.talks.set()
            server.shutdown()
            thread.join()


def new_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Nobody else has it."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)
