"""Search by folded name among 100,000 invented dossiers, as somebody types: p95 of 300 queries."""

import random
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Result, main, median, p95
from forms.clock import SystemClock
from forms.rules.names import fold
from tests.store_factories import fill, invented_name, new_store

DOSSIERS = 100_000
QUERIES = 300


def measure() -> Result:
    """Whole names, beginnings and common families alike."""
    source = random.Random(7)
    times: list[float] = []
    found = 0
    with tempfile.TemporaryDirectory() as name:
        store = new_store(Path(name), SystemClock())
        fill(store, DOSSIERS)
        queries = []
        for _ in range(QUERIES):
            words = fold(invented_name(source)).split()
            queries.append(
                source.choice((" ".join(words), words[-1], words[0], " ".join(words)[: source.randint(2, 8)]))
            )
        store.dossiers.search("nguyen")
        for query in queries:
            start = time.perf_counter()
            found += bool(store.dossiers.search(query, limit=50))
            times.append(time.perf_counter() - start)
        store.close()
    details: dict[str, object] = {
        "median_ms": round(median(times) * 1000, 2),
        "queries": QUERIES,
        "with_hits": found,
    }
    return Result("search", (Figure("p95_ms", p95(times) * 1000, 50, "ms"),), details)


if __name__ == "__main__":
    main(measure)
