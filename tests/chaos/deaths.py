"""How often the members of the shop died."""

import re
from collections import Counter

from tests.e2e.shop import Shop

_DEATH = re.compile(r"(\S+) ended with status (-?\d+); it is started again")


def deaths(shop: Shop) -> Counter[tuple[str, int]]:
    """By member and exit status: -9 is a kill -9."""
    return Counter((found[1], int(found[2])) for told in shop.said if (found := _DEATH.match(told)))
