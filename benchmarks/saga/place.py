"""Where a process of a variant finds what it needs: told by the environment variable SAGA."""

import json
import os
from dataclasses import asdict, dataclass
from functools import cache


@dataclass(frozen=True)
class Place:
    """`outside` are seconds that each call to the outside takes: creating a charge, confirming it, booking a parcel."""

    kafka: str
    postgres: str
    """The administrator's, ending in the name of a database."""
    redis: str
    http_port: int
    outside: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def database(self, name: str) -> str:
        """The address of that database."""
        return f"{self.postgres.rpartition('/')[0]}/{name}"

    @property
    def url(self) -> str:
        """Where orders are posted."""
        return f"http://127.0.0.1:{self.http_port}"

    def environment(self) -> dict[str, str]:
        """For a child process."""
        return {"SAGA": json.dumps(asdict(self))}


@cache
def here() -> Place:
    """This process' own."""
    told = json.loads(os.environ["SAGA"])
    return Place(**{**told, "outside": tuple(told["outside"])})
