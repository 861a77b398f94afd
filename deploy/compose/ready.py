"""The health check of a container: exit status 0 when GET /health/ready is answered 200, else it says what is missing.

Run often, in every container: so it imports nothing that takes time."""

import os
import socket
import sys

try:
    with socket.create_connection(("127.0.0.1", int(os.environ["CHOREO_PORT"])), timeout=4) as connection:
        connection.sendall(b"GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n")
        head, _, body = connection.makefile(encoding="utf-8").read().partition("\n\n")
except OSError as error:
    sys.exit(f"no answer yet ({error})")
print(body)
sys.exit(" 200 " not in head.partition("\n")[0])
