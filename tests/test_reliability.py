"""The trials send what they say, and judge it as they say."""

import asyncio
import time
from random import Random

import pytest
from corridor.v1 import scenario_service_pb2, tariff_service_pb2
from google.rpc import code_pb2

from optimizer.analysis.preparing import check
from optimizer.domain.problems import ProblemCode, Severity
from optimizer.service.operations.office import Office
from optimizer.service.runs.book import RunBook
from optimizer.service.services import Parts, methods_by_service
from optimizer.service.settings import Settings
from optimizer.service.storage.opening import Storage
from optimizer.service.store import DatasetStore
from optimizer.service.workers import Workers
from optimizer.tables.reading import read_dataset
from optimizer.tables.sources import UNPACKED_BYTES_LIMIT
from reliability.__main__ import main
from reliability.fuzzing.callers import BEAT_SECONDS, Heartbeat, Judged
from reliability.fuzzing.cases import case_of
from reliability.fuzzing.damaged_bytes import damaged, varint
from reliability.fuzzing.hostile_files import BOMB_MIB, bomb, false_bomb, many_bombs
from reliability.fuzzing.hostile_messages import spoil
from reliability.fuzzing.kept import keep, kept_case
from reliability.fuzzing.making import CaseMaker
from reliability.fuzzing.rpcs import every_rpc
from reliability.fuzzing.samples import sample_request
from reliability.fuzzing.shipped import small_json, small_zip
from reliability.fuzzing.verdicts import Fault, Verdict, verdict_on_answers
from reliability.growth import lasting_growth, slope_per_10_000_calls

RPCS = every_rpc()
BY_NAME = {rpc.name.rpartition("/")[2]: rpc for rpc in RPCS}
NAMES = {"name": ["operations/a"]}


def test_every_method_that_a_server_has_is_fuzzed():
    """A method that is added to the contract cannot be forgotten."""
    settings = Settings(database="memory", workers=1)
    storage = Storage("memory")
    store = DatasetStore(settings.datasets, storage)
    parts = Parts(Workers(1), storage, store, None)
    office = Office(storage, {}, 1, RunBook(storage))
    services = methods_by_service(parts, office, settings)
    served = {f"{service}/{name}" for service in services for name in services[service]}

    assert served <= {rpc.name for rpc in RPCS}


def test_a_case_is_made_of_its_number_alone():
    """Whoever repeats a run sends the same bytes."""
    first, second = (
        [case_of(7, number, RPCS, NAMES).content for number in range(120)]
        for _ in range(2)
    )

    assert first == second
    assert len(set(first)) > 90


def test_cases_that_are_made_beside_are_the_same():
    """They come back whole from the process that made them, and in any order."""

    async def made():
        with CaseMaker(7, NAMES) as maker:
            return await asyncio.gather(*(maker.made(number) for number in (5, 0, 9)))

    assert asyncio.run(made()) == [case_of(7, n, RPCS, NAMES) for n in (5, 0, 9)]


def test_callers_who_hold_themselves_up_are_found():
    """What they do not hear meanwhile is not for the server to answer for."""

    async def held_up():
        beat = Heartbeat("unix:/nowhere")
        resting = asyncio.create_task(beat._rest())
        await asyncio.sleep(0)
        time.sleep(BEAT_SECONDS + 0.2)
        await resting
        return beat.held_up_seconds

    assert asyncio.run(held_up()) >= 0.15


def test_every_method_has_its_turn():
    """As many cases as methods reach all of them."""
    cases = [case_of(7, number, RPCS, NAMES) for number in range(len(RPCS))]

    assert {case.rpc for case in cases} == set(RPCS)


def test_small_dataset_has_no_errors():
    """What is made of it differs from a valid request by what was spoiled alone."""
    for content in (small_zip(), small_json()):
        reading = read_dataset("small", content)

        assert reading.dataset is not None
        found = check(reading.dataset)
        assert [p for p in found if p.severity is Severity.ERROR] == []


@pytest.mark.parametrize("rpc", RPCS, ids=lambda rpc: rpc.name)
def test_valid_requests_can_be_spoiled(rpc):
    """Of a request with fields, one of a few attempts is another one."""
    request = sample_request(rpc, NAMES, Random(1))  # noqa: S311 - no secret
    before = request.SerializeToString(deterministic=True)
    for seed in range(20):
        spoil(request, Random(seed))  # noqa: S311 - no secret

    has_fields = bool(rpc.request.DESCRIPTOR.fields)
    assert (request.SerializeToString(deterministic=True) != before) == has_fields


def test_messages_are_damaged_in_many_ways():
    """Shorter and longer, and hardly ever as they were."""
    content, other = b"\x0a\x03abc" * 9, b"\x0a\x03xyz"
    found = {damaged(content, other, Random(seed)) for seed in range(200)}  # noqa: S311 - no secret

    assert min(map(len, found)) < len(content) < max(map(len, found))
    assert len(found) > 120


@pytest.mark.parametrize(
    ("number", "written"), [(0, b"\0"), (127, b"\x7f"), (128, b"\x80\x01")]
)
def test_numbers_are_written_as_the_wire_has_them(number, written):
    """Seven bits to a byte, the lowest first."""
    assert varint(number) == written


@pytest.mark.parametrize("pack", [bomb, false_bomb, many_bombs])
def test_bombs_are_refused(pack):
    """They are a thousandth of what they unpack to, which is more than is let in."""
    content = pack()
    (problem, *_) = read_dataset("bomb.zip", content).problems

    assert len(content) * 100 < UNPACKED_BYTES_LIMIT < BOMB_MIB * 2**20
    assert problem.code in {ProblemCode.TOO_LARGE, ProblemCode.UNREADABLE_ARCHIVE}


def test_errors_in_answers_are_found():
    """A batch that answers OK may hold an internal error."""
    answer = tariff_service_pb2.BatchQuoteResponse()
    answer.results.add().error.code = code_pb2.INTERNAL

    verdict = verdict_on_answers(BY_NAME["BatchQuote"], [answer.SerializeToString()])

    assert verdict.fault is Fault.INTERNAL


def test_rows_that_failed_without_a_reason_of_their_own_are_found():
    """A comparison answers OK, and says of each row how it ended."""
    rpc = BY_NAME["CompareScenarios"]
    wrong = scenario_service_pb2.CompareScenariosResponse()
    wrong.row.reason = "INTERNAL_ERROR"
    right = scenario_service_pb2.CompareScenariosResponse()
    right.row.reason = "INVALID_SCENARIO"

    assert verdict_on_answers(rpc, [wrong.SerializeToString()]).fault is Fault.INTERNAL
    assert verdict_on_answers(rpc, [right.SerializeToString()]).fault is None


def test_answers_that_are_no_messages_are_found():
    """They would break in the caller."""
    verdict = verdict_on_answers(BY_NAME["Quote"], [b"\xff"])

    assert verdict.fault is Fault.UNREADABLE


def test_kept_cases_are_those_that_went_wrong(tmp_path):
    """What is repeated is what was sent."""
    case = case_of(7, 11, RPCS, NAMES)
    command = keep(Judged(case, Verdict("none", Fault.HUNG)), tmp_path)

    (place,) = tmp_path.glob("*.bin")
    assert command.endswith(str(place))
    assert kept_case(place) == case


def test_slope_is_the_one_that_was_planted():
    """Half a MiB in 10,000 calls, and a wave that comes and goes."""
    calls = list(range(0, 40_000, 100))
    memory = [100 + 0.5 * n / 10_000 + (n // 100 % 2) for n in calls]

    assert slope_per_10_000_calls(calls, memory) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("amounts", "growth"),
    [
        ([5, 9, 5, 7, 9, 5, 8, 5], 0),  # what comes and goes is no growth
        ([5, 5, 6, 6, 7, 7, 8, 8], 3),
        ([5, 5, 9, 9, 9, 9, 4, 4], -1),
    ],
)
def test_growth_lasts_when_the_least_grows(amounts, growth):
    """Files are open while calls run, however many run at the time."""
    assert lasting_growth(amounts) == growth


def test_command_refuses_a_trial_that_it_does_not_know():
    """A misspelt trial must not pass for one that held."""
    with pytest.raises(SystemExit):
        main(["--short", "soap"])
