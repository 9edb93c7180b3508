"""Conversion loses nothing on the way, and never crashes on what it is sent."""

import dataclasses
import types
import typing
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest
from corridor.v1 import dataset_pb2, plan_pb2, regime_comparison_pb2
from google.type import money_pb2
from hypothesis import given
from hypothesis import strategies as st
from lines import line
from strategies import (
    ROW_STRATEGIES,
    comparisons,
    datasets,
    plan_results,
    problems,
)

from optimizer.analysis.regime_comparison import RegimeComparisonResult
from optimizer.domain.dataset import TABLES
from optimizer.domain.plan import CostShare
from optimizer.domain.plan_result import PlanResult
from optimizer.domain.problems import Problem, ProblemCode, Severity
from optimizer.errors import AmountTooLargeError
from optimizer.service.convert import cells_of, fill
from optimizer.service.dataset_messages import (
    message_of_dataset,
    read_dataset_message,
)
from optimizer.service.plan_messages import messages_of_problems, response_of_result
from optimizer.tables.cells import CellReader
from optimizer.tables.rows import RawRow, read_row


def as_domain(hint, value):
    """Read a value of a message as the domain's type, without the code under test."""
    if typing.get_origin(hint) is types.UnionType:
        hint = typing.get_args(hint)[0]
    if typing.get_origin(hint) is tuple:
        inner = typing.get_args(hint)[0]
        return tuple(as_domain(inner, entry) for entry in value)
    if dataclasses.is_dataclass(hint):
        return dataclass_of(hint, value)
    if hint is Decimal:
        return Decimal(value.units) + Decimal(value.nanos) / 10**9
    return value


def choice_of(hint, message, field):
    """Member of an enum whose name ends the name of the value that was sent."""
    sent = field.enum_type.values_by_number[getattr(message, field.name)].name
    ends = [member for member in hint if sent.endswith(f"_{member.name}")]
    return max(ends, key=lambda member: len(member.name))


def dataclass_of(kind, message):
    """Read a message as a dataclass of the plan."""
    hints = typing.get_type_hints(kind)
    values = {}
    for field in message.DESCRIPTOR.fields:
        name, value = field.name, getattr(message, field.name)
        if field.has_presence and not message.HasField(name):
            values[name] = None
        elif name in ("build_time", "solve_time"):
            values[name.replace("_time", "_seconds")] = value.ToNanoseconds() / 10**9
        elif name == "code":
            values[name] = ProblemCode(value)
        elif field.enum_type:
            values[name] = choice_of(enum_in(hints[name]), message, field)
        else:
            values[name] = as_domain(hints[name], value)
    return kind(**values)


def enum_in(hint):
    """The enum itself where a hint says that it may be missing."""
    kinds = typing.get_args(hint) or (hint,)
    return next(kind for kind in kinds if issubclass(kind, StrEnum))


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
@given(data=st.data())
def test_a_row_survives_its_message(table, data):
    """Record to message to record is the identity."""
    record = data.draw(ROW_STRATEGIES[table.name])
    message = getattr(dataset_pb2, table.record.__name__)()
    fill(message, record, "USD")
    wire = type(message).FromString(message.SerializeToString())

    read = read_row(table, RawRow(1, cells_of(wire).values), CellReader())

    assert (read.record, read.problems) == (record, ())


@given(dataset=datasets())
def test_a_dataset_survives_its_message(dataset):
    """Dataset to message to dataset is the identity."""
    wire = message_of_dataset(dataset).SerializeToString()

    reading = read_dataset_message(dataset_pb2.Dataset.FromString(wire))

    assert reading.dataset == dataset


@given(dataset=datasets())
def test_a_digest_survives_a_message(dataset):
    """A dataset plans alike whether it came as a file or as a message."""
    reading = read_dataset_message(message_of_dataset(dataset))

    assert reading.dataset.digest() == dataset.digest()


@given(result=plan_results())
def test_a_result_survives_its_message(result):
    """Every number, name and list of an answer arrives as it was."""
    response = response_of_result(result)

    assert dataclass_of(PlanResult, response) == result


@given(result=comparisons())
def test_a_comparison_survives_its_message(result):
    """Losses and payments keep their sign, and 0 stays present."""
    response = regime_comparison_pb2.CompareRegimesResponse()
    fill(response, result, "USD")

    assert dataclass_of(RegimeComparisonResult, response) == result


@given(found=st.lists(problems(), max_size=3))
def test_problems_survive_their_messages(found):
    """Problems arrive in their order, with all they say."""
    messages = messages_of_problems(found)

    assert [dataclass_of(Problem, m) for m in messages] == found


@given(content=st.binary(max_size=400))
def test_no_message_crashes_the_reading(content):
    """Whatever parses as a dataset gives a dataset or problems."""
    try:
        message = dataset_pb2.Dataset.FromString(content)
    except Exception:
        return

    reading = read_dataset_message(message)

    assert reading.dataset is not None or reading.problems


def test_a_message_without_problems_is_a_dataset():
    """The rows below each spoil this message in one place."""
    reading = read_dataset_message(line())

    assert reading.problems == ()
    assert reading.dataset.periods[0].end_date == date(2025, 1, 31)


def spoil_choice(message):
    message.legs[0].mode = 99


def spoil_missing_choice(message):
    message.legs[0].mode = dataset_pb2.MODE_UNSPECIFIED


def spoil_number(message):
    message.legs[0].distance_km = float("nan")


def spoil_infinite_number(message):
    message.demands[0].volume = float("inf")


def spoil_sign(message):
    message.legs[0].transit_days = -1


def spoil_missing_number(message):
    message.legs[0].ClearField("distance_km")


def spoil_id(message):
    message.legs[0].leg_id = ""


def spoil_form(message):
    message.nodes[0].country_code = "Kazakhstan"


def spoil_date(message):
    message.periods[0].end_date.day = 0


def spoil_year(message):
    message.periods[0].end_date.year = -5


def spoil_money(message):
    message.rates[0].rate.nanos = -1


def spoil_currency(message):
    message.demands[0].unserved_price_per_unit.currency_code = "EUR"


def spoil_rate_currency(message):
    message.rates[0].rate.currency_code = "USD"


def spoil_charge_currency(message):
    message.tariffs[0].minimum_charge.currency_code = "USD"


def spoil_decimal(message):
    message.exchange_rates[0].rate.value = "one"


def spoil_list(message):
    message.legs[0].tariff_classes.append("")


def spoil_reference(message):
    message.legs[0].origin_node_id = "nowhere"


@pytest.mark.parametrize(
    ("spoil", "code", "place"),
    [
        (spoil_choice, "UNKNOWN_CHOICE", ("legs", 1, "ab", "mode")),
        (spoil_missing_choice, "MISSING_VALUE", ("legs", 1, "ab", "mode")),
        (spoil_number, "NOT_FINITE", ("legs", 1, "ab", "distance_km")),
        (spoil_infinite_number, "NOT_FINITE", ("demands", 1, "d", "volume")),
        (spoil_sign, "NEGATIVE_VALUE", ("legs", 1, "ab", "transit_days")),
        (spoil_missing_number, "MISSING_VALUE", ("legs", 1, "ab", "distance_km")),
        (spoil_id, "MISSING_VALUE", ("legs", 1, "", "leg_id")),
        (spoil_form, "BAD_FORMAT", ("nodes", 1, "a", "country_code")),
        (spoil_date, "NOT_A_DATE", ("periods", 1, "p", "end_date")),
        (spoil_year, "NOT_A_DATE", ("periods", 1, "p", "end_date")),
        (spoil_money, "NOT_A_NUMBER", ("rates", 1, "r", "rate")),
        (
            spoil_currency,
            "UNIT_MISMATCH",
            ("demands", 1, "d", "unserved_price_per_unit"),
        ),
        (spoil_rate_currency, "UNIT_MISMATCH", ("rates", 1, "r", "rate")),
        (
            spoil_charge_currency,
            "UNIT_MISMATCH",
            ("tariffs", 1, "t", "minimum_charge"),
        ),
        (
            spoil_decimal,
            "NOT_A_NUMBER",
            ("exchange_rates", 1, "CHF/2024-12-31", "rate"),
        ),
        (spoil_list, "BAD_FORMAT", ("legs", 1, "ab", "tariff_classes")),
        (spoil_reference, "UNKNOWN_REFERENCE", ("legs", 1, "ab", "origin_node_id")),
    ],
)
def test_a_bad_field_is_a_problem_at_its_place(spoil, code, place):
    """What is wrong with a message is said as it is for a row of a file."""
    message = line()
    spoil(message)

    reading = read_dataset_message(message)

    errors = [p for p in reading.problems if p.severity is Severity.ERROR]
    assert [(p.code, (p.table, p.row, p.row_id, p.column)) for p in errors] == [
        (ProblemCode(code), place)
    ]
    assert reading.dataset is None


def test_an_empty_message_lacks_every_required_table():
    """Nothing at all is answered by what would have to be there."""
    reading = read_dataset_message(dataset_pb2.Dataset())

    required = [table.name for table in TABLES.values() if table.is_required]
    assert [(p.code, p.table) for p in reading.problems] == [
        (ProblemCode.MISSING_TABLE, name) for name in required
    ]


@pytest.mark.parametrize(
    ("amount", "units", "nanos"),
    [
        ("0", 0, 0),
        ("1.5", 1, 500_000_000),
        ("-0.25", 0, -250_000_000),  # the sign stands in whichever part is not 0
        ("0.0000000005", 0, 0),  # half a billionth rounds to the even one
        ("0.0000000015", 0, 2),
        ("9223372036854775807.999999999", 2**63 - 1, 999_999_999),
    ],
)
def test_money_is_rounded_to_a_billionth(amount, units, nanos):
    """A message holds whole units and billionths, both of one sign."""
    message = plan_pb2.CostShare()

    fill(message, CostShare(key="KZ", cost=Decimal(amount)), "USD")

    assert message.cost == money_pb2.Money(
        currency_code="USD", units=units, nanos=nanos
    )


def test_money_beyond_a_message_is_refused():
    """An amount that does not fit is an error with a remedy, never another amount."""
    with pytest.raises(AmountTooLargeError, match=r"9\.223e\+18.*lower the volumes"):
        fill(plan_pb2.CostShare(), CostShare(key="", cost=Decimal(2**63)), "USD")
