"""Run the benchmarks: ``python -m benchmarks [--smoke] [--instances DIR] [NAME ...]``."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import public_networks, reference_plan

type Benchmark = Callable[..., Iterator[str]]

BENCHMARKS: dict[str, Benchmark] = {
    "reference-plan": reference_plan.run,
    "public-networks": public_networks.run,
}
"""Every benchmark by name: takes the instances' folder and ``smoke``, yields lines."""


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--smoke", action="store_true", help="only the smallest sizes")
    parser.add_argument(
        "--instances",
        type=Path,
        default=Path("instances"),
        help="folder of the public networks (default: %(default)s)",
    )
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    for name in arguments.names or BENCHMARKS:
        print(f"== {name}")
        for line in BENCHMARKS[name](arguments.instances, smoke=arguments.smoke):
            print(line, flush=True)


if __name__ == "__main__":
    main()
