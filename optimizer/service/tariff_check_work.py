"""The work of CheckTariffs, done by workers."""

from collections import Counter
from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from corridor.v1 import tariff_check_pb2

from optimizer.domain.dataset import Dataset
from optimizer.domain.problems import Severity
from optimizer.domain.tariffs import Tariff
from optimizer.errors import (
    InvalidDatasetError,
    InvalidRequestError,
    UnknownRowError,
)
from optimizer.service.convert import fill
from optimizer.service.dataset_sources import NamedSource, read_requested
from optimizer.service.messages import parse, serialized
from optimizer.tables.reading import Reading
from optimizer.tariff.haul_sheets import HAUL_BASES

if TYPE_CHECKING:
    from optimizer.analysis.tariff_lint import Finding

CLIFF_SHARE = 0.1
"""Share of the charge above which a jump is a cliff, where none is asked for."""

LEAST_SHARE = 0.01
"""Share of the charge from which a change is listed, where none is asked for."""


def check_tariffs(content: bytes, named: NamedSource | None) -> bytes:
    """Answer a CheckTariffsRequest.

    Parameters
    ----------
    content
        The request.
    named
        What its ``dataset_name`` stands for; None where it gives none.
    """
    from optimizer.analysis.tariff_lint import lint_tariffs  # noqa: PLC0415 - see optimizer.service.work

    request = parse(tariff_check_pb2.CheckTariffsRequest, content)
    cliff_share, least_share = _shares_of(request)
    dataset = _sound(read_requested(request, named))
    tariff_id = request.tariff_id if request.HasField("tariff_id") else None
    tariffs = _checked(dataset, tariff_id)
    found = lint_tariffs(dataset, cliff_share=cliff_share, tariff_id=tariff_id)
    listed = [f for f in found if f.share is None or abs(f.share) >= least_share]
    return serialized(_response_of(tariffs, found, listed))


def _shares_of(
    request: tariff_check_pb2.CheckTariffsRequest,
) -> tuple[float, float]:
    """Share of a cliff, and least share that is listed."""
    cliff_share = request.cliff_share if request.HasField("cliff_share") else None
    least_share = request.least_share if request.HasField("least_share") else None
    return (
        _checked_share(cliff_share, "cliff_share", CLIFF_SHARE),
        _checked_share(least_share, "least_share", LEAST_SHARE),
    )


def _checked_share(share: float | None, field: str, default: float) -> float:
    if share is None:
        return default
    if not (isfinite(share) and share >= 0):
        raise InvalidRequestError(
            field, f"it is {share:g}; give a share of at least 0, such as {default:g}"
        )
    return share


def _sound(reading: Reading) -> Dataset:
    from optimizer.analysis.preparing import check  # noqa: PLC0415 - see optimizer.service.work

    if reading.dataset is None:
        raise InvalidDatasetError(reading.problems)
    problems = check(reading.dataset)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InvalidDatasetError(reading.place(problems))
    return reading.dataset


def _checked(dataset: Dataset, tariff_id: str | None) -> list[Tariff]:
    """Tariffs that charge by the haul, or the one that is asked for."""
    tariffs = [tariff for tariff in dataset.tariffs if tariff.basis in HAUL_BASES]
    asked = [t for t in tariffs if tariff_id in (None, t.tariff_id)]
    if tariff_id is None or asked:
        return asked
    known = [tariff.tariff_id for tariff in dataset.tariffs]
    if tariff_id not in known:
        table = "tariffs"
        raise UnknownRowError(table, tariff_id, known)
    field, choices = "tariff_id", ", ".join(repr(t.tariff_id) for t in tariffs)
    raise InvalidRequestError(
        field,
        f"{tariff_id!r} charges leg by leg, and only tariffs that charge by the haul "
        f"are checked; of those the dataset has {choices or 'none'}",
    )


def _response_of(
    tariffs: Sequence[Tariff], found: Sequence["Finding"], listed: Sequence["Finding"]
) -> tariff_check_pb2.CheckTariffsResponse:
    response = tariff_check_pb2.CheckTariffsResponse(
        tariffs=[_message_of_tariff(tariff, found, listed) for tariff in tariffs]
    )
    currency_codes = {t.tariff_id: t.currency_code for t in tariffs}
    for finding in listed:
        currency_code = currency_codes[finding.tariff_id]
        fill(response.findings.add(), finding, currency_code)
    return response


def _message_of_tariff(
    tariff: Tariff, found: Sequence["Finding"], listed: Sequence["Finding"]
) -> tariff_check_pb2.CheckedTariff:
    found_counts, listed_counts = (
        Counter(f.code for f in findings if f.tariff_id == tariff.tariff_id)
        for findings in (found, listed)
    )
    message = tariff_check_pb2.CheckedTariff(
        tariff_id=tariff.tariff_id, currency_code=tariff.currency_code
    )
    for code, count in found_counts.items():
        message.counts.add(
            code=tariff_check_pb2.FindingCode.Value(f"FINDING_CODE_{code.name}"),
            found_count=count,
            listed_count=listed_counts[code],
        )
    message.counts.sort(key=lambda row: row.code)
    return message
