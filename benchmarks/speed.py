"""How fast is it, beside the engines one would take otherwise, in one run?

    python benchmarks/speed.py --data ../shared/data [--json FILE] [--only NAME...]

Needs docs-zh-tw.tar.xz and docs-zh-cn.tar.xz in the folder. All engines get the same words of
the same sections (workload.py), the same queries, one thread; a search is timed with the Python
that calls it, after a warm-up, best of three for each query, engines taking turns. Prints the
bounds that the project has set itself and whether they are met, all latencies, and the rest.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from building import analysis, rebuild, size, writing
from processes import resident, start
from report import Report
from searches import large, others, pages, terms, words
from shared import Shared
from suggestions import suggestions
from timing import seconds

PARTS: dict[str, Callable[[Shared, Report], None]] = {
    part.__name__: part
    for part in (
        analysis,
        writing,
        words,
        others,
        large,
        terms,
        pages,
        suggestions,
        rebuild,
        size,
        resident,
        start,
    )
}

_QUICK_STEP = 50
"""Of every so many articles one is used for a smoke test."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--json", type=Path, metavar="FILE")
    arguments.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    arguments.add_argument("--queries", type=int, default=1000, metavar="N")
    arguments.add_argument("--no-large", action="store_true", help="without the large collection")
    arguments.add_argument("--quick", action="store_true", help="a small share, as a smoke test")
    options = arguments.parse_args()
    report = Report(f"python {shlex.join(sys.argv)}")
    with tempfile.TemporaryDirectory() as folder:
        step = _QUICK_STEP if options.quick else 1
        shared = Shared(options.data, Path(folder), step, options.queries)
        for name in options.only:
            if not (name == "large" and options.no_large):
                took = seconds(partial(PARTS[name], shared, report))
                print(f"{name}: {took:.0f} s", file=sys.stderr, flush=True)
    print(report.to_markdown())
    if options.json:
        options.json.write_text(json.dumps(report.to_dict(), indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
