"""Comparing regimes over the wire: what is read, what is refused, what is answered."""

from datetime import timedelta

import pytest
from corridor.v1 import division_pb2, regime_comparison_pb2
from google.type import decimal_pb2, money_pb2
from regime_networks import SHARING_SEEDS, network_with_regimes

from optimizer.analysis.comparing_regimes import compare_regimes
from optimizer.errors import (
    DeadlineTooShortError,
    InvalidDatasetError,
    InvalidRequestError,
    UndividedHaulError,
    UnknownRegimeError,
)
from optimizer.service import regime_work
from optimizer.service.dataset_messages import message_of_dataset
from optimizer.service.deadlines import Deadline
from optimizer.service.division_messages import read_terms
from optimizer.solve.options import PlanOptions
from optimizer.tariff.division import DivisionRule
from optimizer.tariff.division_terms import DivisionTerms

DATASET = network_with_regimes(SHARING_SEEDS[0])[1]
REGIMES = {"base_regime_id": "own", "other_regime_id": "through"}


def request_of(**fields):
    dataset = message_of_dataset(DATASET)
    return regime_comparison_pb2.CompareRegimesRequest(
        **({"dataset": dataset} | REGIMES | fields)
    )


def answer(seconds=60, **fields):
    content = request_of(**fields).SerializeToString()
    answered = regime_work.compare_regimes(content, None, Deadline.after(seconds))
    return regime_comparison_pb2.CompareRegimesResponse.FromString(answered)


def decimal(text):
    return decimal_pb2.Decimal(value=text)


def carriers(**fields):
    """Terms of the carrier ``sea`` alone."""
    return {"carriers": [{"carrier_id": "sea", **fields}]}


def test_the_answer_is_the_comparison():
    """Totals, gains and the settlement are those of the same call in process."""
    comparison = answer().comparison
    same = compare_regimes(
        DATASET, "own", "through", PlanOptions(), DivisionTerms()
    ).comparison
    gains = [c.gain.units * 10**9 + c.gain.nanos for c in comparison.carriers]

    assert comparison.rule == division_pb2.DIVISION_RULE_MILEAGE
    assert gains == [int(c.gain * 10**9) for c in same.carriers]
    assert comparison.settlement.exists == same.settlement.exists
    assert comparison.dataset_digest == same.dataset_digest


def test_terms_are_read_as_they_are_sent():
    """Every number of every carrier; what is unset has the meaning of the contract."""
    message = division_pb2.DivisionTerms(
        rule=division_pb2.DIVISION_RULE_LOCAL_RATES,
        carriers=[
            {"carrier_id": "sea", "weight": decimal("1.5"), "percent": decimal("40")},
            {
                "carrier_id": "east",
                "terminal_amount_per_tonne": {"units": 2, "nanos": 50_000_000},
            },
        ],
        local_regime_id="through",
    )
    terms = read_terms(message, DATASET)
    unset = read_terms(division_pb2.DivisionTerms(), DATASET)

    assert terms.rule is DivisionRule.LOCAL_RATES
    assert {c: str(n) for c, n in terms.weights.items()} == {"sea": "1.5"}
    assert terms.percents == {"sea": 40}
    assert float(terms.terminal_amounts["east"]) == pytest.approx(2.05)
    assert terms.local_regime_id == "through"
    assert unset == DivisionTerms()


@pytest.mark.parametrize(
    ("fields", "field", "fault"),
    [
        ({"base_regime_id": ""}, "base_regime_id", "it is missing"),
        ({"other_regime_id": ""}, "other_regime_id", "it is missing"),
        ({"options": {"regime_id": "own"}}, "options.regime_id", "leave it out"),
        ({"options": {"relative_gap": 0.5}}, "options.relative_gap", "it is 0.5"),
        ({"terms": {"rule": 99}}, "terms.rule", "99 is no rule"),
        (
            {"terms": {"carriers": [{"carrier_id": "SEA"}]}},
            "terms.carriers[0].carrier_id",
            "did you mean 'sea'?",
        ),
        (
            {"terms": {"carriers": [{"carrier_id": "sea"}] * 2}},
            "terms.carriers[1].carrier_id",
            "named twice",
        ),
        *(
            (
                {"terms": carriers(**{column: decimal(text)})},
                f"terms.carriers[0].{column}",
                "finite number",
            )
            for column in ("weight", "percent")
            for text in ("-1", "x", "", "NaN", "Infinity", "1e999999999", "1" * 1000)
        ),
        (
            {
                "terms": carriers(
                    terminal_amount_per_tonne=money_pb2.Money(currency_code="EUR")
                )
            },
            "terms.carriers[0].terminal_amount_per_tonne",
            "give it in USD",
        ),
        (
            {"terms": carriers(terminal_amount_per_tonne=money_pb2.Money(units=-1))},
            "terms.carriers[0].terminal_amount_per_tonne",
            "give at least 0",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(fields, field, fault):
    """The field is named, and what to give instead."""
    with pytest.raises(InvalidRequestError) as caught:
        answer(**fields)

    assert caught.value.field == field
    assert fault in str(caught.value)


def test_a_rule_without_its_numbers_is_refused():
    """Nothing is made up for carriers that have not agreed."""
    rule = division_pb2.DIVISION_RULE_FIXED_PERCENT

    with pytest.raises(UndividedHaulError, match="has no percent"):
        answer(terms={"rule": rule})


def test_a_regime_that_is_not_there_is_refused():
    """As for a plan."""
    with pytest.raises(UnknownRegimeError, match="'joint'"):
        answer(other_regime_id="joint")


def test_a_dataset_with_errors_is_refused():
    """With the errors of its rows."""
    dataset = message_of_dataset(DATASET)
    dataset.legs[0].origin_node_id = "nowhere"

    with pytest.raises(InvalidDatasetError, match="nowhere"):
        answer(dataset=dataset)


def test_too_little_time_is_told():
    """Two plans are not begun for nothing."""
    with pytest.raises(DeadlineTooShortError):
        answer(seconds=0.01)


def test_each_plan_gets_half_of_the_time(monkeypatch):
    """Or what is asked for, where that is less."""
    limits = []

    def note(dataset, base, other, options, terms):
        limits.append(options.time_limit)
        return compare_regimes(dataset, base, other, options, terms)

    monkeypatch.setattr("optimizer.analysis.comparing_regimes.compare_regimes", note)
    answer(seconds=20)
    answer(seconds=20, options={"time_limit": timedelta(seconds=2)})

    assert timedelta(seconds=9) < limits[0] < timedelta(seconds=10)
    assert limits[1] == timedelta(seconds=2)
