"""An issuer of tokens, as a production system has one: it signs with its private key and publishes the public one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


class Issuer:
    """Its keys by id, and how often it was asked for them."""

    def __init__(self) -> None:
        self.keys = {"first": _new_key()}
        self.asked = 0
        self.url = ""

    def sign(self, claims: dict[str, Any], key_id: str = "first") -> str:
        """A token with these claims."""
        return jwt.encode(claims, self.keys[key_id], algorithm="RS256", headers={"kid": key_id})

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
        return json.dumps({"keys": keys}).encode()


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer whose keys can be had at its `url` while within it."""
    issuer = Issuer()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked += 1
            self.send_response(200)
            self.end_headers()
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
            server.shutdown()
            thread.join()


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
