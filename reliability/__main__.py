"""Measure what the server promises, beside the bounds.

``python -m reliability [--short] [NAME ...]``
"""

import argparse
from collections.abc import Callable, Sequence

from benchmarks.targets import Measured, Report, target_table
from reliability import fuzz, kills, overhead, overload, restarts, soak

TRIALS: dict[str, Callable[..., Report]] = {
    "overload": overload.run,
    "kills": kills.run,
    "restarts": restarts.run,
    "fuzz": fuzz.run,
    "soak": soak.run,
    "overhead": overhead.run,
}
"""Every trial by name."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the trials that are named, or all; return 1 when a bound is missed."""
    parser = argparse.ArgumentParser(prog="python -m reliability", description=__doc__)
    parser.add_argument("--short", action="store_true", help="few calls and kills")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TRIALS))
    given = parser.parse_args(words)
    unknown = set(given.names) - set(TRIALS)
    if unknown:
        parser.error(f"no trial is called {', '.join(sorted(unknown))}")
    measured: list[Measured] = []
    for name in given.names or TRIALS:
        print(f"== {name}", flush=True)
        for entry in TRIALS[name](is_short=given.short):
            if isinstance(entry, Measured):
                measured.append(entry)
            else:
                print(entry, flush=True)
    for line in target_table(measured):
        print(line)
    return int(any(_is_broken(each, is_short=given.short) for each in measured))


def _is_broken(measured: Measured, *, is_short: bool) -> bool:
    """Whether a bound is missed; of short trials what has a unit says too little."""
    has_unit = bool(measured.target.unit)
    missed = measured.target.verdict(measured.value) == "missed"
    return missed and not (is_short and has_unit)


if __name__ == "__main__":
    raise SystemExit(main())
