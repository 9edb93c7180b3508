"""The document of the errors has every code, with a text that the code produces."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from documents import as_json, change, document, drop_table, problems_of
from file_faults import CELL_FAULTS, FILE_FAULTS, INCONSISTENT_ROWS
from hauls import discounted_line
from row_faults import ROW_FAULTS
from scenario_faults import SCENARIO_FAULTS, problems_of_scenario

from optimizer import errors
from optimizer.analysis.planning import optimize_plan
from optimizer.domain.problems import ProblemCode
from optimizer.service import deadlines, limits
from optimizer.service.operations import runner
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_dataset

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parent.parent
CALLS = "\n## Errors of a call\n"
SECTION = re.compile(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"```text\n(.*)\n```")

RAISED = [
    errors.InvalidDatasetError(problems_of(as_json(document(drop_table("periods"))))),
    errors.InvalidScenarioError(
        "storm", problems_of_scenario(SCENARIO_FAULTS["NOTHING_SELECTED"])
    ),
    errors.UnknownDatasetError(
        "datasets/midle-corridor", ["datasets/middle-corridor", "datasets/test"]
    ),
    errors.UnknownRegimeError("unifed", ["national", "unified"]),
    errors.UnknownRowError("nodes", "KZ_ATL", ["KZ_ALT", "GE_PTI"]),
    errors.NoTariffInForceError(date(2030, 1, 1), date(2026, 12, 31), None, "national"),
    errors.UndividedHaulError(
        "unified",
        "KZ_ALT",
        "GE_PTI",
        "the percentages add up to 80; make them add up to 100",
    ),
    errors.InvalidRequestError(
        "source", "it is missing; give dataset_name, dataset or file"
    ),
    errors.ResultNotCertifiedError("relative_gap", 0.012, 1e-6),
    errors.SolverFailedError("Unknown"),
    errors.AmountTooLargeError(Decimal(10) ** 20),
    errors.ResponseTooLargeError(80_000_000, limits.RESPONSE_BYTES_LIMIT),
    errors.DatasetExistsError("datasets/middle-corridor", is_shipped=True),
    errors.DocumentExistsError(
        "growth-10mt", "datasets/middle-corridor", is_shipped=True
    ),
    errors.DatasetShippedError("datasets/middle-corridor"),
    errors.StoreFullError(f"{limits.IMPORTED_COUNT_LIMIT} files"),
    errors.DeadlineTooShortError(timedelta(milliseconds=20), deadlines.SHORTEST_SOLVE),
    errors.DeadlinePassedError(),
    errors.QueueFullError(limits.QUEUE_LIMIT, timedelta(seconds=3.5)),
    errors.OperationNotFoundError("operations/7d1c"),
    errors.OperationNotDoneError("operations/7d1c"),
    errors.OperationCancelledError(),
    errors.OperationAbandonedError(runner.ATTEMPTS),
    errors.RequestIdReusedError("june-plan", "operations/7d1c"),
    errors.DatabaseUnavailableError(
        "postgresql://corridor@db/corridor", "connection refused"
    ),
    errors.DatabaseTooNewError("0007"),
    errors.CredentialsMissingError(),
    errors.TokenInvalidError(),
    errors.TokenExpiredError(),
    errors.ScopeMissingError("write", "reports"),
    errors.RateLimitedError(60, timedelta(seconds=1.1), "reports"),
    errors.SolverOutOfMemoryError(limits.WORKER_MEMORY_MIB),
    errors.WorkerCrashedError(-9),
    errors.ClusterUnreachableError("tcp://10.0.0.5:8786", "it does not answer"),
]
"""One error of each class."""


def sections(part):
    """Text below each heading of a code, in one part of the document."""
    text = (ROOT / "docs" / "errors.md").read_text("utf-8")
    return dict(SECTION.findall(text.split(CALLS)[part]))


PROBLEMS, ERRORS = sections(0), sections(1)
REASONS = {error.reason: error for error in RAISED}


@pytest.fixture(scope="module")
def produced():
    """Every problem of every faulty file that the tests know, as text."""
    faults = [*FILE_FAULTS, *CELL_FAULTS, *INCONSISTENT_ROWS, *ROW_FAULTS]
    found = {str(problem) for fault in faults for problem in problems_of(fault.content)}
    changes = map(problems_of_scenario, SCENARIO_FAULTS.values())
    found |= {str(problem) for problems in changes for problem in problems}
    return found | set(map(str, [*_planned_in_fractions(), *_carried_in_part()]))


def _planned_in_fractions():
    content = as_json(document(change("demands", "grain-west", all_or_nothing=True)))
    reading = read_dataset("base.json", content)
    return reading.place(optimize_plan(reading.dataset, PlanOptions()).warnings)


def _carried_in_part():
    network = discounted_line()
    network.resource("line", 40, "rail")
    return optimize_plan(network.dataset(), PlanOptions()).warnings


def test_every_problem_has_a_section():
    """And no section is of a problem that does not exist."""
    assert set(PROBLEMS) == {code.value for code in ProblemCode}


def test_every_error_has_a_section():
    """Each class below the root has a reason of its own and a section on it."""
    classes = errors.OptimizerError.__subclasses__()

    assert {type(error) for error in RAISED} == set(classes)
    assert len(REASONS) == len(classes)
    assert REASONS.keys() <= ERRORS.keys()


@pytest.mark.parametrize("reason", sorted(ERRORS.keys() - REASONS.keys()))
def test_any_other_section_is_of_a_reason_that_the_code_gives(reason):
    """The server and the clients have reasons that are no class of the optimizer."""
    sources = [*ROOT.glob("optimizer/**/*.py"), *ROOT.glob("clients/**/*.py")]

    assert any(f'"{reason}"' in source.read_text("utf-8") for source in sources)


@pytest.mark.parametrize("code", PROBLEMS)
def test_the_example_of_a_problem_is_real(code, produced):
    """What is shown is what a faulty file brings forth, to the letter."""
    (example,) = EXAMPLE.findall(PROBLEMS[code])

    assert f": {code}: " in example
    assert example in produced


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_the_example_of_an_error_is_real(reason):
    """What is shown is what the error says, to the letter."""
    (example,) = EXAMPLE.findall(ERRORS[reason])

    assert example == str(REASONS[reason])


@pytest.mark.parametrize("code", [*PROBLEMS, *ERRORS])
def test_every_section_says_what_it_means_and_what_to_do(code):
    """There is a sentence before the example and one after it."""
    section = (PROBLEMS | ERRORS)[code]

    meaning, remedy = EXAMPLE.split(section)[::2]

    assert meaning.strip().endswith(".")
    assert remedy.strip().endswith(".")
