"""The cyclic garbage collector, told what a service is like: much that stays for good, and batches of short life."""

import gc

_OFTEN_ENOUGH = 50_000
"""Objects more than before, until the youngest are looked through; 700 is Python's own, less than one batch makes."""


def spare_what_stays() -> None:
    """What is there now (modules, models, mappings) is never looked through again; what comes, less often. Memory
    stays flat all the same: objects that no cycle holds are freed at once, as always. (Of what importing leaves, less
    than a hundredth is garbage, and not worth the look.)"""
    gc.freeze()
    gc.set_threshold(_OFTEN_ENOUGH, 20, 20)
