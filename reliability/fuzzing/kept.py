"""Cases that went wrong, kept with the command that repeats each."""

import json
from pathlib import Path

from reliability.fuzzing.callers import Judged
from reliability.fuzzing.cases import Case
from reliability.fuzzing.rpcs import every_rpc

FOLDER = Path("build/fuzz")
"""Where they are kept."""


def keep(judged: Judged, folder: Path = FOLDER) -> str:
    """Keep a case; return the command that repeats it."""
    folder.mkdir(parents=True, exist_ok=True)
    case = judged.case
    place = folder / f"{case.number:05}-{case.rpc.name.rpartition('/')[2]}.bin"
    place.write_bytes(case.content)
    about = {
        "number": case.number,
        "method": case.rpc.name,
        "kind": case.kind,
        "seconds": case.seconds,
        "outcome": judged.verdict.outcome,
        "fault": judged.verdict.fault,
        "detail": judged.verdict.detail,
    }
    place.with_suffix(".json").write_text(json.dumps(about, indent=2) + "\n")
    return f"python -m reliability.fuzzing {place}"


def kept_case(place: Path) -> Case:
    """Read a case that was kept."""
    about = json.loads(place.with_suffix(".json").read_text())
    rpcs = {rpc.name: rpc for rpc in every_rpc()}
    return Case(
        number=about["number"],
        rpc=rpcs[about["method"]],
        content=place.read_bytes(),
        kind=about["kind"],
        seconds=about["seconds"],
    )
