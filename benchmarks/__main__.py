"""Run the benchmarks and set what they measure against the targets.

``python -m benchmarks [--smoke] [--instances DIR] [--charts DIR] [NAME ...]``
"""

import argparse
import os
import platform
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

from benchmarks import (
    against_peers,
    growth,
    large,
    public_networks,
    quotes,
    reference_plan,
    simulation,
    sweep,
    warm_start,
    what_if,
)
from benchmarks.settings import Settings
from benchmarks.targets import Measured, Report, target_table

type Benchmark = Callable[[Settings], Report]

BENCHMARKS: dict[str, Benchmark] = {
    "reference-plan": reference_plan.run,
    "warm-start": warm_start.run,
    "what-if": what_if.run,
    "sweep": sweep.run,
    "simulation": simulation.run,
    "quotes": quotes.run,
    "against-peers": against_peers.run,
    "growth": growth.run,
    "public-networks": public_networks.run,
    "large": large.run,
}
"""Every benchmark by name."""

PACKAGES = ("numpy", "scipy", "PuLP", "highspy", "ortools", "cbcbox")
"""Packages whose versions matter to the times."""


def main(words: Sequence[str] | None = None) -> None:
    """Run the benchmarks that are named, or all.

    Parameters
    ----------
    words
        Arguments of the command line; None for those of this process.
    """
    parser = _parser()
    arguments = parser.parse_args(words)
    unknown = set(arguments.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    settings = Settings(
        instances=arguments.instances, charts=arguments.charts, smoke=arguments.smoke
    )
    print(versions())
    measured: list[Measured] = []
    for name in arguments.names or BENCHMARKS:
        print(f"== {name}")
        for entry in BENCHMARKS[name](settings):
            if isinstance(entry, Measured):
                measured.append(entry)
            else:
                print(entry, flush=True)
    # Times of the smallest sizes say nothing about the targets.
    if not settings.smoke:
        print("== targets")
        for line in target_table(measured):
            print(line)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Run the benchmarks; each checks its answer.",
    )
    defaults = Settings()
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--smoke", action="store_true", help="only the smallest sizes")
    parser.add_argument(
        "--instances",
        type=Path,
        default=defaults.instances,
        help="folder of the public networks (default: %(default)s)",
    )
    parser.add_argument(
        "--charts",
        type=Path,
        default=defaults.charts,
        help="folder that charts are written to (default: %(default)s)",
    )
    return parser


def versions() -> str:
    """Say what the benchmarks run on: Python, packages and the number of processors."""
    packages = [f"{name} {_version(name)}" for name in PACKAGES]
    python = f"Python {platform.python_version()}"
    return ", ".join([python, *packages, f"{os.cpu_count()} processors"])


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    main()
