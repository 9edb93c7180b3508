"""Scenarios change what they say, and nothing else."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted import planted

from benchmarks.reference_dataset import by_months, read_reference
from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.preparing import check
from optimizer.domain.capacities import capacities_by_period
from optimizer.domain.problems import ProblemCode
from optimizer.domain.scenarios import (
    AmountKind,
    Scenario,
    UnusableChangeError,
    Variant,
    amount_of,
    applied,
    target_of,
)
from optimizer.errors import InvalidScenarioError
from optimizer.solve.options import PlanOptions
from optimizer.tables.scenario_files import read_scenario


@pytest.fixture(scope="module")
def reference():
    return read_reference()


def scenario_of(*changes):
    """A scenario of changes as they are written in YAML, a line each."""
    lines = "\n".join(f"  - {{{change}}}" for change in changes)
    text = f"scenario_id: test\nchanges:\n{lines or '  []'}\n"
    return read_scenario("test.yaml", text.encode())


def changed(dataset, *changes):
    return applied(Variant(dataset), scenario_of(*changes)).dataset


def row(dataset, table, row_id):
    return dict(zip(dataset.row_ids(table), dataset.rows(table), strict=True))[row_id]


def refusal(dataset, *changes):
    with pytest.raises(InvalidScenarioError) as refused:
        applied(Variant(dataset), scenario_of(*changes))
    return refused.value.problems


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("500", "3", "500"),
        ("0", "3", "0"),
        ("+30%", "200", "260"),
        ("-10%", "200", "180"),
        ("-100%", "200", "0"),
        ("x1.5", "200", "300"),
        ("+20", "200", "220"),
        ("-20.5", "200", "179.5"),
    ],
)
def test_an_amount_says_what_becomes_of_a_number(text, before, after):
    """Shares and sums are told apart by their signs."""
    assert amount_of(text).of(Decimal(before)) == Decimal(after)


@pytest.mark.parametrize(
    "text", ["", "30%", "x30%", "1e3", "ten", "+-3", "nan", "1,5", "--5"]
)
def test_an_amount_that_can_be_meant_in_two_ways_is_refused(text):
    """30% may be a share of the number, or more of it by a share."""
    with pytest.raises(UnusableChangeError) as refused:
        amount_of(text)

    assert refused.value.code is ProblemCode.BAD_FORMAT


@given(st.decimals(0, 10**6, places=3), st.integers(1, 400))
def test_a_share_up_and_its_inverse_cancel(before, percent):
    """Scaling is exact."""
    up = amount_of(f"+{percent}%")

    assert up.kind is AmountKind.SCALE
    assert up.of(before) * 100 == before * (100 + percent)


@pytest.mark.parametrize(
    "text",
    [
        "leg.aktau-alat-feeder.capacity",
        "leg.*.transit_days",
        "leg.[mode=RAIL,carrier=ktz].transit_days",
        "demand.[commodity=wheat,direction=westbound].volume",
        "carbon.price",
        "tariff.gr.rate",
    ],
)
def test_a_target_is_written_as_it_is_read(text):
    """What a report says can be typed."""
    assert str(target_of(text, has_quantity=True)) == text


@pytest.mark.parametrize(
    ("text", "has_quantity", "hint"),
    [
        ("legs.a.capacity", True, "did you mean 'leg'?"),
        ("leg.a.capacities", True, "did you mean 'capacity'?"),
        ("leg.[carier=ktz].rate", True, "did you mean 'carrier'?"),
        ("demand.a", False, "leg"),
        ("leg.capacity", True, "write leg.ID"),
    ],
)
def test_a_target_that_is_unknown_is_refused_with_a_hint(text, has_quantity, hint):
    """Kind, quantity and filter each have their names."""
    with pytest.raises(UnusableChangeError) as refused:
        target_of(text, has_quantity=has_quantity)

    assert hint in refused.value.remedy


def test_no_change_changes_nothing(reference):
    """Not even the digest."""
    assert changed(reference).digest() == reference.digest()


@pytest.mark.parametrize(
    ("change", "table", "row_id", "column", "value"),
    [
        (
            "set: resource.aktau-containers.capacity, to: '240000'",
            "resources",
            "aktau-containers",
            "capacity",
            240_000.0,
        ),
        (
            "set: resource.aktau-containers.capacity, to: +50%",
            "resources",
            "aktau-containers",
            "capacity",
            105_000.0,
        ),
        (
            "set: leg.aktau-alat-feeder.capacity, to: -11000",
            "resources",
            "feeder-fleet-westbound",
            "capacity",
            78_000.0,
        ),
        (
            "set: leg.aktau-alat-feeder.transit_days, to: '3'",
            "legs",
            "aktau-alat-feeder",
            "transit_days",
            3.0,
        ),
        (
            "set: transfer.kuryk-rail-ferry.capacity, to: x2",
            "resources",
            "kuryk-wagons-westbound",
            "capacity",
            33_580.0,
        ),
        (
            "set: demand.container-xian-poti.volume, to: '7000'",
            "demands",
            "container-xian-poti",
            "volume",
            7000.0,
        ),
        (
            "set: demand.container-xian-poti.unserved_price, to: x2",
            "demands",
            "container-xian-poti",
            "unserved_price_per_unit",
            Decimal(7112),
        ),
        (
            "set: commodity.wheat.time_value, to: '0.1'",
            "commodities",
            "wheat",
            "time_value_per_unit_day",
            Decimal("0.1"),
        ),
        (
            "set: rate.aktau-grain.amount, to: '6.5'",
            "rates",
            "aktau-grain",
            "rate",
            Decimal("6.5"),
        ),
        (
            "set: tariff.aktau-port.rate, to: -10%",
            "rates",
            "aktau-grain",
            "rate",
            Decimal("6.3"),
        ),
        (
            "set: tariff.unified.rate, to: x2",
            "haul_rates",
            "unified-grain-0",
            "per_km",
            Decimal("0.041688"),
        ),
        (
            "set: tariff.asco-kuryk-westbound.rate, to: x2",
            "surcharges",
            "asco-kuryk-westbound-return-grain",
            "amount",
            Decimal(78),
        ),
        (
            "set: currency.KZT.rate, to: +10%",
            "exchange_rates",
            "KZT/2025-01-01",
            "rate",
            Decimal("0.00209523809"),
        ),
        (
            "set: carbon.price, to: '80'",
            "dataset",
            "middle-corridor",
            "carbon_price_per_t",
            Decimal(80),
        ),
    ],
)
def test_a_change_is_what_editing_the_row_would_be(
    reference, change, table, row_id, column, value
):
    """One number of one row."""
    after = changed(reference, change)

    assert getattr(row(after, table, row_id), column) == value
    assert check(after) == ()


@pytest.mark.parametrize(
    ("target", "count"),
    [
        ("demand.[commodity=wheat].volume", None),
        ("demand.[direction=eastbound].volume", None),
        ("demand.[from_country=KZ,to_country=GE].volume", None),
        ("demand.*.volume", 70),
    ],
)
def test_filters_select_the_rows_that_fit_all_of_them(reference, target, count):
    """And no other row changes."""
    after = changed(reference, f"set: '{target}', to: x2")
    pairs = list(zip(reference.demands, after.demands, strict=True))
    doubled = [old for old, new in pairs if new.volume == 2 * old.volume]

    assert all(new.volume in (old.volume, 2 * old.volume) for old, new in pairs)
    assert len(doubled) == count if count else 0 < len(doubled) < 70
    if "wheat" in target:
        assert {d.commodity_id for d in doubled} == {"wheat"}


def test_a_demand_of_nothing_is_none(reference):
    """A volume of 0 takes the demand away."""
    after = changed(reference, "set: demand.container-xian-poti.volume, to: '0'")

    assert len(after.demands) == 69


def test_a_rate_of_one_leg_leaves_the_others(reference):
    """Rates of its carrier in general are copied for it."""
    after = changed(reference, "set: leg.beyneu-mangystau-rail.rate, to: +50%")
    before = {r.rate_id: r for r in reference.rates}
    added = [r for r in after.rates if r.rate_id not in before]

    assert {r.leg_id for r in added} == {"beyneu-mangystau-rail"}
    assert all(before[r.rate_id] == r for r in after.rates if r.rate_id in before)
    assert {r.rate / before[r.rate_id.partition(".")[0]].rate for r in added} == {
        Decimal("1.5")
    }


@pytest.mark.parametrize("seed", range(12))
def test_twice_the_money_is_twice_the_cost(seed):
    """Charges, time and unserved volume: the plan is the same."""
    base = planted(seed).dataset
    after = changed(
        base,
        "set: tariff.*.rate, to: x2",
        "set: commodity.*.time_value, to: x2",
        *(
            f"set: demand.{demand.demand_id}.unserved_price, to: x2"
            for demand in base.demands
            if not demand.must_serve
        ),
    )

    assert float(total(after)) == pytest.approx(2 * float(total(base)), rel=1e-9)


def total(dataset, regime_id=None):
    return optimize_plan(dataset, PlanOptions(regime_id=regime_id)).plan.total_cost


def test_what_is_closed_can_be_opened_again(reference):
    """The two cancel."""
    closed = changed(reference, "close: port.KZ_AKT")

    assert len(closed.closures) == 1
    assert changed(closed, "open: node.KZ_AKT").digest() == reference.digest()


def test_a_closed_resource_holds_nothing(reference):
    """In every period, or in those that are named."""
    monthly = by_months(reference)
    closed = changed(monthly, "close: resource.kuryk-port, periods: [2025-11, 2025-12]")
    kuryk = row(closed, "resources", "kuryk-port")

    assert capacities_by_period(closed, kuryk)[-2:] == [0.0, 0.0]
    assert min(capacities_by_period(closed, kuryk)[:-2]) > 0


def test_a_calendar_split_by_months_is_twelve_months(reference):
    """Nothing else depends on how the months were made."""
    split = changed(reference, "split: MONTHS")

    assert [p.period_id for p in split.periods][:2] == ["2025-01", "2025-02"]
    assert split.digest() == by_months(reference).digest()


@pytest.mark.parametrize("seed", range(10))
def test_a_split_calendar_keeps_what_periods_hold(seed):
    """Capacities by the period, by the day or by the year add up as before."""
    base = planted(seed).dataset
    middle = base.calendar()[0].start_date.replace(day=11)
    split = changed(base, f"split: [{middle}]")
    count = len(split.calendar()) - len(base.calendar())

    assert count == 1
    for resource in base.resources:
        parts = capacities_by_period(split, resource)
        whole = capacities_by_period(base, resource)
        assert sum(parts[:2]) == pytest.approx(whole[0])
        assert parts[2:] == pytest.approx(whole[1:])


def test_changes_are_applied_in_their_order(reference):
    """A week is closed that the calendar only has after it was split."""
    after = changed(
        reference,
        "split: [2025-12-08, 2025-12-15]",
        "close: node.KZ_AKT, periods: [2025-12-08]",
    )
    (closure,) = after.closures

    assert len(after.periods) == 3
    assert closure.period_id == "2025-12-08"
    assert check(after) == ()


def test_a_month_that_is_cut_is_no_period(reference):
    """Closing the part that is one would leave the other open, without a word."""
    (problem,) = refusal(
        reference,
        "split: [2025-12-08]",
        "close: node.KZ_AKT, periods: [2025-12]",
    )

    assert (problem.code, problem.row) == (ProblemCode.AMBIGUOUS_TARGET, 2)


def test_rows_are_added_and_replaced(reference):
    """A new ferry line comes with its legs, capacity and rates."""
    after = changed(
        reference,
        "put: {legs: [{leg_id: new-ferry, origin_node_id: KZ_KUR, destination_node_id: "
        "AZ_ALA, mode: FERRY, carrier_id: asco, distance_km: 420, transit_days: 1.2}], "
        "rates: [{rate_id: new-ferry, tariff_id: asco-ferry, kind: FREIGHT, leg_id: "
        "new-ferry, basis: PER_WAGON, rate: 900}]}",
    )

    assert len(after.legs) == len(reference.legs) + 1
    assert total(after) < total(reference)


def test_a_regime_can_be_switched(reference):
    """The dataset stays; the tariffs that hold are others."""
    variant = applied(Variant(reference), scenario_of("regime: unified"))

    assert variant == Variant(reference, "unified")


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        (
            ["set: leg.aktau-alat.capacity, to: '5'"],
            ProblemCode.NOTHING_SELECTED,
            "did you mean 'aktau-alat-feeder'",
        ),
        (["close: port.aktau"], ProblemCode.NOTHING_SELECTED, "KZ_AKT"),
        (
            ["set: leg.kuryk-alat-ferry.capacity, to: x2"],
            ProblemCode.AMBIGUOUS_TARGET,
            "resource.asco-ferry-voyages-westbound",
        ),
        (
            ["set: resource.kuryk-port.capacity, to: -7000000"],
            ProblemCode.NEGATIVE_VALUE,
            "below 0",
        ),
        (
            ["set: 'demand.[commodity=weat].volume', to: x2"],
            ProblemCode.NOTHING_SELECTED,
            "did you mean 'wheat'",
        ),
        (
            ["close: node.KZ_AKT, periods: [2025-12]"],
            ProblemCode.AMBIGUOUS_TARGET,
            "split the calendar",
        ),
        (
            ["close: node.KZ_AKT, periods: [2026-12]"],
            ProblemCode.NOTHING_SELECTED,
            "no period '2026-12'",
        ),
        (
            ["set: tariff.ktz-wagon.rate, to: '5'"],
            ProblemCode.BAD_FORMAT,
            "rate.ID.amount",
        ),
        (["regime: unifed"], ProblemCode.NOTHING_SELECTED, "national, unified"),
        (["open: node.KZ_AKT"], ProblemCode.NOTHING_SELECTED, "is not closed"),
        (
            ["set: leg.tbilisi-poti-rail.transit_days, to: '99999'"],
            ProblemCode.OUT_OF_RANGE,
            "transit_days",
        ),
        (
            ["set: leg.tbilisi-poti-rail.transit_days, to: '2', periods: ['2025']"],
            ProblemCode.BAD_FORMAT,
            "does not differ by period",
        ),
        (["split: [2031-01-01]"], ProblemCode.OUT_OF_RANGE, "outside of the calendar"),
    ],
)
def test_a_change_that_cannot_be_applied_says_why_and_what_to_do(
    reference, changes, code, text
):
    """With the number of the change."""
    (problem,) = refusal(reference, "set: demand.*.volume, to: x1", *changes)

    assert (problem.code, problem.row) == (code, 2)
    assert text in f"{problem.message} {problem.remedy}"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "set: resource.kuryk-port.capacity, to: '5'",
            "set: resource.kuryk-port.capacity, to: '6'",
        ),
        ("close: leg.kuryk-alat-ferry", "open: 'leg.[mode=FERRY,from=KZ_KUR]'"),
        ("regime: national", "regime: unified"),
    ],
)
def test_changes_that_contradict_each_other_are_refused(reference, first, second):
    """Both are named."""
    (problem,) = refusal(reference, first, second)

    assert problem.code is ProblemCode.CONTRADICTING_CHANGES
    assert problem.row == 2
    assert "change 1" in problem.message


def test_every_problem_is_listed(reference):
    """Not only the first."""
    problems = refusal(reference, "close: leg.x", "set: demand.y.volume, to: x2")

    assert [problem.row for problem in problems] == [1, 2]


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(content):
    """Whatever is no scenario is refused."""
    try:
        found = read_scenario("any.yaml", content)
    except InvalidScenarioError as error:
        found = error

    assert isinstance(found, Scenario) or found.problems


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("changes: 5", ProblemCode.MISSING_VALUE),
        ("changes: [5]", ProblemCode.MISSING_VALUE),
        ("change: []", ProblemCode.UNKNOWN_COLUMN),
        ("[]", ProblemCode.UNREADABLE_TEXT),
        ("changes: [{set: a", ProblemCode.UNREADABLE_TEXT),
        ("changes: [{close: leg.a, to: 5}]", ProblemCode.UNKNOWN_COLUMN),
        ("changes: [{set: leg.a.rate}]", ProblemCode.MISSING_VALUE),
        ("changes: [{shut: leg.a}]", ProblemCode.UNKNOWN_TARGET),
        ("changes: [{close: leg.a, open: leg.a}]", ProblemCode.UNKNOWN_TARGET),
        ("changes: [{put: {leg: []}}]", ProblemCode.UNKNOWN_TABLE),
        ("changes: [{put: {legs: [{leg_id: a}]}}]", ProblemCode.MISSING_VALUE),
        ("changes: [{split: [monday]}]", ProblemCode.NOT_A_DATE),
    ],
)
def test_a_scenario_that_cannot_be_read_is_refused(text, code):
    """With a code that programs know."""
    with pytest.raises(InvalidScenarioError) as refused:
        read_scenario("bad.yaml", text.encode())

    assert code in [problem.code for problem in refused.value.problems]


def test_numbers_and_days_stay_what_was_written():
    """1.10 is not 1.1 times anything, and no is not false where text is meant."""
    scenario = read_scenario(
        "growth.yaml",
        b"title: More\nchanges:\n- {set: demand.*.volume, to: 5.10, note: all}\n",
    )

    assert scenario.scenario_id == "growth"
    assert scenario.notes == ("all",)
    assert scenario.changes[0].amount.number == Decimal("5.10")
    assert replace(scenario, title="x") != scenario
