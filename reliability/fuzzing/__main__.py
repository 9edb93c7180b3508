"""Send kept cases to a new server again, and print how it answers.

``python -m reliability.fuzzing build/fuzz/00042-OptimizePlan.bin ...``
"""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

import grpc

from reliability.fuzzing.callers import OPTIONS, Judged, judged
from reliability.fuzzing.cases import Case
from reliability.fuzzing.kept import kept_case
from reliability.fuzzing.ready import made_ready
from reliability.servers import running_server


def main(words: Sequence[str] | None = None) -> int:
    """Repeat cases; return 1 when one still goes wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m reliability.fuzzing", description=__doc__
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    cases = [kept_case(place) for place in parser.parse_args(words).files]
    with running_server("--workers", "1") as server:
        ended = asyncio.run(_repeated(server.address, cases))
        print(server.logged())
    for each in ended:
        verdict = each.verdict
        said = f"{verdict.fault or 'right'} {verdict.detail}".strip()
        print(f"{each.case.number} {each.case.rpc.name}: {verdict.outcome}, {said}")
    return int(any(each.verdict.fault for each in ended))


async def _repeated(address: str, cases: Sequence[Case]) -> list[Judged]:
    async with grpc.aio.insecure_channel(address, options=OPTIONS) as channel:
        await made_ready(channel)
        return [await judged(channel, case) for case in cases]


if __name__ == "__main__":
    raise SystemExit(main())
