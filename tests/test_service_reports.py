"""Reports of workers arrive whole, and stop nobody, however workers end."""

import asyncio
import math
import multiprocessing
import os
import signal
import time
from datetime import timedelta

import pytest

from optimizer.service.reports import Report, Reporter, Reports
from optimizer.solve.progress import Phase, Progress

REPORT = Report(
    phase=Phase.SOLVING,
    iteration_count=7,
    primal_bound=12.5,
    dual_bound=None,
    currency_code="USD",
    elapsed=timedelta(seconds=1.25),
)
WRITER_COUNT = 3
PATIENCE = 10


@pytest.fixture
async def reports():
    """The server's end, reading."""
    started = Reports()
    started.start()
    yield started
    started.stop()


def progress(**changed):
    return Progress(
        **{
            "round": 3,
            "path_count": 1,
            "capacity_count": 1,
            "primal_bound": math.inf,
            "dual_bound": -math.inf,
            "relative_gap": math.inf,
            "elapsed": timedelta(0),
        }
        | changed
    )


async def test_reports_reach_those_who_follow_the_work(reports):
    """Nobody else, and nobody after the work has ended."""
    seen, others = [], []
    with reports.followed(seen.append) as number, reports.followed(others.append):
        os.write(reports.writer.fileno(), REPORT.to_record(number))
        await asyncio.sleep(0.05)
    os.write(reports.writer.fileno(), REPORT.to_record(number))
    await asyncio.sleep(0.05)

    assert seen == [REPORT]
    assert others == []


def write_for_ever(connection, number):
    while True:
        try:
            os.write(connection.fileno(), REPORT.to_record(number))
        except BlockingIOError:
            time.sleep(0.001)


async def test_no_report_is_cut_in_two_by_the_end_of_its_worker(reports):
    """Workers are killed in the middle of anything; the others go on telling."""
    context = multiprocessing.get_context("spawn")
    counts = [0] * WRITER_COUNT
    others = []

    def counter(position):
        def seen(report):
            counts[position] += 1
            if report != REPORT:
                others.append(report)

        return seen

    with (
        reports.followed(counter(0)) as first,
        reports.followed(counter(1)) as second,
        reports.followed(counter(2)) as third,
    ):
        processes = [
            context.Process(target=write_for_ever, args=(reports.writer, number))
            for number in (first, second, third)
        ]
        for process in processes:
            process.start()
        async with asyncio.timeout(PATIENCE):
            while not all(counts):
                await asyncio.sleep(0.01)
            os.kill(processes[0].pid, signal.SIGKILL)
            os.kill(processes[1].pid, signal.SIGKILL)
            before = counts[2]
            while counts[2] < before + 100:
                await asyncio.sleep(0.01)
        processes[2].kill()
        for process in processes:
            process.join()
        await asyncio.sleep(0.05)

    assert others == []


async def test_a_pipe_that_nobody_reads_stops_no_work():
    """Reports are dropped, the work is not."""
    unread = Reports()
    reporter = Reporter(lambda record: os.write(unread.writer.fileno(), record), 1)
    started = time.monotonic()
    for _ in range(20_000):
        reporter.see(Phase.BUILDING)
        reporter.see(Phase.SOLVING)
    unread.stop()

    assert time.monotonic() - started < PATIENCE


def test_phases_are_told_at_once_and_rounds_now_and_then():
    """Ten times a second is as often as anybody looks."""
    now, records = [0.0], []
    reporter = Reporter(records.append, 1, lambda: now[0])
    reporter.see(Phase.BUILDING)
    reporter.see(Phase.SOLVING)
    for _ in range(25):
        now[0] += 0.01
        reporter.see(Phase.SOLVING, progress())
    reporter.see(Phase.CERTIFYING)

    assert len(records) == 5  # three phases, and rounds at 0.1 s and at 0.2 s


def test_what_is_not_known_yet_is_not_told():
    """No cost is not a cost of infinity."""
    records = []
    reporter = Reporter(records.append, 1)
    reporter.currency_code = "EUR"
    reporter.see(Phase.READING)
    reporter.see(Phase.SOLVING, progress())
    reporter.see(Phase.CERTIFYING, progress(primal_bound=5.0, dual_bound=4.0))
    reporter.see(Phase.WRITING)

    first, unknown, known, last = map(read, records)
    assert (first.iteration_count, first.currency_code) == (0, "EUR")
    assert (unknown.primal_bound, unknown.dual_bound) == (None, None)
    assert (known.primal_bound, known.dual_bound, known.iteration_count) == (5, 4, 3)
    assert (last.primal_bound, last.dual_bound) == (5, 4)


def read(record):
    _, report = Report.of_record(record)
    return report
