"""The plan of the reference dataset, in process."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import WrongAnswerError
from optimizer.analysis.planning import optimize_plan
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_folder

FOLDER = Path(__file__).parents[1] / "datasets" / "middle-corridor"


def run(_: Path, *, smoke: bool) -> Iterator[str]:
    """Read and plan the dataset several times and yield the medians.

    Raises
    ------
    WrongAnswerError
        When the dataset has errors or no plan.
    """
    reading, planning = [], []
    for _round in range(1 if smoke else 7):
        started = time.perf_counter()
        dataset = read_folder(FOLDER).dataset
        read = time.perf_counter()
        if dataset is None or optimize_plan(dataset, PlanOptions()).plan is None:
            msg = "the reference dataset has no plan"
            raise WrongAnswerError(msg)
        reading.append(read - started)
        planning.append(time.perf_counter() - read)
    yield f"read  {statistics.median(reading) * 1000:8.1f} ms"
    yield f"plan  {statistics.median(planning) * 1000:8.1f} ms"
