"""Memory of pictures goes back to the system when they are freed (docs/papers.md).

glibc raises the size from which blocks are mapped by themselves each time a larger one is freed, up to 32 MB, and gives
each thread a heap of its own: after some shots of many megabytes, freed by several threads, heaps stay large.
"""

import ctypes
import os

LEAST_MAPPED_BYTES = 1 << 20  # every preview picture and page is larger
HEAPS = 2
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h of glibc


def give_back() -> bool:
    """For this process from now on, and for those it starts; False where the C library has no `mallopt`."""
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(LEAST_MAPPED_BYTES))
    os.environ.setdefault("MALLOC_ARENA_MAX", str(HEAPS))
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, LEAST_MAPPED_BYTES) and mallopt(_M_ARENA_MAX, HEAPS))
