"""What CheckTariffs answers, refuses and counts."""

from pathlib import Path

import grpc
import pytest
from corridor.v1 import tariff_check_pb2
from corridor_client.messages import record_of
from corridor_client.tariff_checks import TariffCheckResult
from documents import as_json, change, document, row_of
from serving import PATIENCE, reason_of, running_server

from optimizer.errors import (
    InvalidDatasetError,
    InvalidRequestError,
    UnknownRowError,
)
from optimizer.service.dataset_sources import FolderSource
from optimizer.service.tariff_check_work import check_tariffs

ROOT = Path(__file__).parents[1]
BELTS = FolderSource(ROOT / "examples" / "belts")


def answer(named=BELTS, **fields):
    """Answer a request for the named dataset."""
    request = tariff_check_pb2.CheckTariffsRequest(**fields)
    content = check_tariffs(request.SerializeToString(), named)
    response = tariff_check_pb2.CheckTariffsResponse.FromString(content)
    return record_of(TariffCheckResult, response)


def answer_to(tables, **fields):
    """Answer a request that brings its dataset as a file."""
    return answer(None, file={"content": as_json(tables)}, **fields)


def cliffs(result):
    return [
        (f.at_km, round(100 * f.share, 2))
        for f in result.findings
        if f.code.startswith("CLIFF")
    ]


def counts(result):
    (tariff,) = result.tariffs
    return {c.code.value: (c.found_count, c.listed_count) for c in tariff.counts}


def test_the_cliffs_of_the_general_coefficients_are_found():
    """ETT containers: the charge drops at the border of every belt."""
    assert cliffs(answer(tariff_id="ett")) == [
        (1500, -20.0),  # 0.80 / 1.00
        (2000, -18.75),  # 0.65 / 0.80
        (3000, -23.08),  # 0.50 / 0.65
        (4000, -20.0),  # 0.40 / 0.50
        (5000, -25.0),  # 0.30 / 0.40
    ]


def test_the_cliffs_of_the_coefficients_of_kazakhstan_are_found():
    """20 feet: up by 29 % at 2,000 km, then down by 31 % at 3,000 km."""
    assert cliffs(answer(tariff_id="ett-kazakhstan")) == [
        (2000, 28.95),  # 0.49 / 0.38
        (3000, -30.61),  # 0.34 / 0.49
    ]


def test_a_finding_arrives_with_its_facts():
    """Amounts are exact, and what a cliff does not have is unset."""
    first = answer(tariff_id="ett").findings[0]

    assert (first.tariff_id, first.commodity_id) == ("ett", "container-20")
    assert (first.tariff_class, first.container_length_ft) == ("container", 20)
    assert (first.before, first.after) == (1500, 1200)
    assert (first.is_empty, first.to_km, first.first_day) == (False, None, None)


def test_what_is_below_the_least_share_is_counted_but_not_listed():
    """At 25 % the last drop of five remains; what has no share is always listed."""
    result = answer(tariff_id="ett", least_share=0.25)

    assert cliffs(result) == [(5000, -25.0)]
    assert counts(result) == {
        "CLIFF_DOWN": (5, 1),
        "NON_MONOTONE": (5, 1),
        "UNUSED_COEFFICIENT": (1, 1),
    }


def test_the_share_of_a_cliff_is_the_callers():
    """The jumps of Kazakhstan at 3,700 and 4,000 km are below a tenth."""
    result = answer(tariff_id="ett-kazakhstan", cliff_share=0.05)

    assert [km for km, _ in cliffs(result)] == [2000, 3000, 3700, 4000]


def test_all_tariffs_that_charge_by_the_haul_are_checked():
    """One that charges leg by leg has no belts."""
    checked = {t.tariff_id: t.currency_code for t in answer_to(document()).tariffs}

    assert checked == {"through-2025": "KZT"}


def test_a_gap_has_its_days():
    """The later of two tariffs names the days on which neither holds."""
    tables = document()
    later = row_of(tables, "tariffs", "through-2025")
    tables["tariffs"].append(
        later | {"tariff_id": "before", "valid_from": None, "valid_to": "2024-12-15"}
    )
    for table, key in (("haul_rates", "haul_rate_id"), ("tariff_scopes", "scope_id")):
        tables[table] += [
            row | {"tariff_id": "before", key: f"before-{row[key]}"}
            for row in tables[table]
        ]
    found = answer_to(tables, tariff_id="through-2025").findings
    gap = next(f for f in found if f.code == "VALIDITY_GAP")

    assert (str(gap.first_day), str(gap.last_day)) == ("2024-12-16", "2024-12-31")
    assert gap.row_ids == ("before", "through-2025")


@pytest.mark.parametrize("field", ["cliff_share", "least_share"])
@pytest.mark.parametrize("share", [-0.1, float("nan"), float("inf")])
def test_a_share_that_is_none_is_refused(field, share):
    """The error names the field."""
    with pytest.raises(InvalidRequestError, match="give a share of at least 0") as e:
        answer(**{field: share})

    assert e.value.field == field


def test_an_unknown_tariff_is_refused():
    """A misspelt id would otherwise look like a tariff without a fault."""
    with pytest.raises(UnknownRowError, match="did you mean 'ett-kazakhstan'"):
        answer(tariff_id="ett-kasakhstan")


def test_a_tariff_that_charges_leg_by_leg_is_refused():
    """It is not checked, so nothing may be said about it."""
    with pytest.raises(InvalidRequestError, match=r"leg by leg.*'through-2025'"):
        answer_to(document(), tariff_id="rail-2025")


def test_a_dataset_with_errors_is_refused():
    """Whether it cannot be read or its rows do not fit."""
    for table, row_id, cells in (
        ("legs", "a-b", {"mode": "FLY"}),
        ("legs", "a-b", {"origin_node_id": "x"}),
    ):
        with pytest.raises(InvalidDatasetError):
            answer_to(document(change(table, row_id, **cells)))


@pytest.mark.integration
def test_a_server_checks_the_tariffs_of_a_stored_dataset(tmp_path):
    """By its name; what it refuses has a stable reason."""
    request = tariff_check_pb2.CheckTariffsRequest(
        dataset_name="datasets/middle-corridor", tariff_id="unified"
    )
    with running_server(tmp_path) as server:
        checked = server.tariffs.CheckTariffs(request, timeout=PATIENCE)
        request.tariff_id = "unifed"
        with pytest.raises(grpc.RpcError) as refused:
            server.tariffs.CheckTariffs(request, timeout=PATIENCE)

    assert [tariff.tariff_id for tariff in checked.tariffs] == ["unified"]
    assert list(checked.findings) == []
    assert reason_of(refused.value) == (
        "NOT_FOUND",
        "UNKNOWN_ROW",
        {"table": "tariffs", "rowId": "unifed"},
    )
