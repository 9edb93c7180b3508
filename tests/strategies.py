"""One strategy per record of the domain, and one for small datasets that can be planned.

Texts carry no blanks at their ends and lists are sorted without repetition, as they are
once they have been read.
"""

import dataclasses
import types
import typing
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from hypothesis import strategies as st

from optimizer.analysis.regime_comparison import RegimeComparisonResult
from optimizer.domain import plan_result
from optimizer.domain.calendar import (
    LONGEST_PERIOD_DAYS,
    MonthlyShape,
    Period,
)
from optimizer.domain.commodities import Commodity, QuantityUnit
from optimizer.domain.dataset import Dataset, Header
from optimizer.domain.demands import Demand
from optimizer.domain.hauls import (
    CONTAINER_LENGTHS_FT,
    ChargeObject,
    Coefficient,
    GoodsClass,
    HaulRate,
    Regime,
    RegimeTariff,
    Surcharge,
    SurchargeBase,
    TariffDistance,
    TariffScope,
)
from optimizer.domain.network import Carrier, Closure, Leg, Mode, Node, Transfer
from optimizer.domain.problems import Problem
from optimizer.domain.receipts import Charge
from optimizer.domain.record import Confidence
from optimizer.domain.resources import (
    CARGO_MEASURES,
    CapacityBasis,
    Measure,
    Resource,
    ResourceCapacity,
    ResourceUse,
)
from optimizer.domain.tariffs import (
    BASES_BY_KIND,
    ChargeKind,
    ExchangeRate,
    Rate,
    RateBasis,
    Tariff,
    TariffBasis,
)
from optimizer.domain.volume_discounts import VolumeDiscount

BLANKS = "\u00a0\ufeff"
HORIZON_START = date(2025, 1, 1)


def maybe(strategy):
    """Values of the strategy, or None."""
    return st.none() | strategy


def texts(max_size):
    """Texts that reading leaves as they are."""
    return (
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
            max_size=max_size,
        )
        .map(lambda text: text.strip().strip(BLANKS).strip())
        .filter(bool)
    )


ids = st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True)
names = texts(40)
country_codes = st.sampled_from(["KZ", "AZ", "GE", "AM"])
currency_codes = st.sampled_from(["USD", "CHF", "KZT"])
gauges = st.sampled_from([1435, 1520])
days = st.floats(0, 30)
quantities = st.floats(0, 1e12)
positive_quantities = st.floats(1e-6, 1e12)
amounts = st.decimals(0, 10**6, places=2) | st.decimals(0, 10**12, places=9)
dates = st.dates(date(1990, 1, 1), date(2100, 12, 31))
distances = st.floats(0, 50_000)
container_lengths = st.sampled_from(CONTAINER_LENGTHS_FT)
positions = st.integers(1, 999)
months = st.integers(1, 12)
tariff_classes = st.sets(ids, max_size=3).map(lambda found: tuple(sorted(found)))


@st.composite
def records(draw, record_type, **fields):
    """Rows of one kind: its own fields from the strategies, any provenance."""
    provenance = {
        "source": maybe(texts(20)),
        "source_year": maybe(st.integers(1900, 2200)),
        "confidence": maybe(st.sampled_from(Confidence)),
        "notes": maybe(texts(20)),
    }
    return record_type(**draw(st.fixed_dictionaries({**fields, **provenance})))


def ordered_days():
    """Two days, or none at either end, that do not run backwards."""
    ends = st.tuples(dates, dates).map(sorted)
    return st.tuples(ends, st.booleans(), st.booleans()).map(
        lambda drawn: (
            drawn[0][0] if drawn[1] else None,
            drawn[0][1] if drawn[2] else None,
        )
    )


def bands(limit):
    """Two numbers up to a limit, the first below the second; or no second."""
    ends = st.lists(st.floats(0, limit), min_size=2, max_size=2, unique=True)
    closed = ends.map(sorted).map(tuple)
    return closed | st.tuples(st.floats(0, limit), st.none())


def headers():
    return records(
        Header,
        dataset_id=ids,
        title=names,
        currency_code=currency_codes,
        carbon_price_per_t=amounts,
    )


@st.composite
def nodes(draw):
    is_located = draw(st.booleans())
    return draw(
        records(
            Node,
            node_id=ids,
            name=names,
            country_code=country_codes,
            unlocode=maybe(st.just("KZAAU")),
            latitude=st.floats(-90, 90) if is_located else st.none(),
            longitude=st.floats(-180, 180) if is_located else st.none(),
        )
    )


def carriers():
    return records(Carrier, carrier_id=ids, name=names, country_code=country_codes)


@st.composite
def legs(draw):
    mode = draw(st.sampled_from(Mode))
    return draw(
        records(
            Leg,
            leg_id=ids,
            origin_node_id=ids.map("a-{}".format),
            destination_node_id=ids.map("b-{}".format),
            mode=st.just(mode),
            gauge_mm=gauges if mode is Mode.RAIL else st.none(),
            carrier_id=ids,
            distance_km=distances,
            transit_days=days,
            tariff_classes=tariff_classes,
            emissions_g_per_t_km=maybe(st.floats(0, 10_000)),
        )
    )


@st.composite
def transfers(draw):
    side = st.sampled_from([(Mode.RAIL, 1435), (Mode.RAIL, 1520), (Mode.FERRY, None)])
    arriving, departing = draw(st.lists(side, min_size=2, max_size=2, unique=True))
    return draw(
        records(
            Transfer,
            transfer_id=ids,
            node_id=ids,
            arriving_mode=st.just(arriving[0]),
            arriving_gauge_mm=st.just(arriving[1]),
            departing_mode=st.just(departing[0]),
            departing_gauge_mm=st.just(departing[1]),
            carrier_id=ids,
            transit_days=days,
            tariff_classes=tariff_classes,
        )
    )


@st.composite
def periods(draw):
    start = draw(dates)
    end = start + timedelta(days=draw(st.integers(0, LONGEST_PERIOD_DAYS - 1)))
    return draw(
        records(Period, period_id=ids, start_date=st.just(start), end_date=st.just(end))
    )


@st.composite
def closures(draw):
    subject = draw(st.sampled_from(["leg_id", "transfer_id", "node_id"]))
    return draw(
        records(Closure, closure_id=ids, period_id=maybe(ids), **{subject: ids})
    )


def monthly_shapes():
    return records(MonthlyShape, shape_id=ids, month=months, factor=st.floats(0, 3))


@st.composite
def resources(draw):
    comes_in_runs = draw(st.booleans())
    return draw(
        records(
            Resource,
            resource_id=ids,
            name=names,
            measure=st.sampled_from(Measure),
            capacity=quantities,
            basis=st.sampled_from(CapacityBasis),
            shape_id=maybe(ids),
            run_capacity=positive_quantities if comes_in_runs else st.none(),
            run_cost=amounts if comes_in_runs else st.none(),
            minimum_load=st.floats(0, 1) if comes_in_runs else st.just(0.0),
        )
    )


@st.composite
def resource_uses(draw):
    subject = draw(st.sampled_from(["leg_id", "transfer_id", "node_id"]))
    return draw(
        records(
            ResourceUse,
            resource_id=ids,
            use_factor=positive_quantities,
            per_measure=maybe(st.sampled_from(sorted(CARGO_MEASURES))),
            **{subject: ids},
        )
    )


def resource_capacities():
    return records(
        ResourceCapacity, resource_id=ids, period_id=ids, capacity=quantities
    )


@st.composite
def commodities(draw):
    unit = draw(st.sampled_from(QuantityUnit))
    is_tonne = unit is QuantityUnit.TONNE
    container_length_ft = draw(maybe(container_lengths))
    is_boxed = container_length_ft is not None
    teus = positive_quantities if is_boxed else maybe(quantities)
    return draw(
        records(
            Commodity,
            commodity_id=ids,
            name=names,
            quantity_unit=st.just(unit),
            tonnes_per_unit=st.just(1.0) if is_tonne else positive_quantities,
            teu_per_unit=teus if is_tonne else st.just(1.0),
            wagons_per_unit=maybe(quantities),
            tariff_class=ids,
            hs_code=maybe(st.from_regex(r"[0-9]{2,8}", fullmatch=True)),
            container_length_ft=st.just(container_length_ft),
            is_empty=st.booleans(),
            wagon_length_m=maybe(positive_quantities),
            time_value_per_unit_day=amounts,
        )
    )


@st.composite
def demands(draw):
    first, last = draw(ordered_days())
    must_serve = draw(st.booleans())
    return draw(
        records(
            Demand,
            demand_id=ids,
            commodity_id=ids,
            origin_node_id=ids.map("a-{}".format),
            destination_node_id=ids.map("b-{}".format),
            volume=positive_quantities,
            earliest_departure=st.just(first),
            latest_arrival=st.just(last),
            shape_id=maybe(ids),
            unserved_price_per_unit=st.none() if must_serve else amounts,
            must_serve=st.just(must_serve),
            all_or_nothing=st.booleans(),
            forbidden_leg_ids=tariff_classes,
            shipper_id=maybe(ids),
        )
    )


@st.composite
def tariffs(draw):
    first, last = draw(ordered_days())
    notice_days = draw(st.integers(0, 366))
    said = None if first is None else first - timedelta(days=notice_days)
    return draw(
        records(
            Tariff,
            tariff_id=ids,
            name=names,
            carrier_id=ids,
            currency_code=currency_codes,
            valid_from=st.just(first),
            valid_to=st.just(last),
            basis=st.sampled_from(TariffBasis),
            version=maybe(names),
            published_on=maybe(dates if said is None else st.just(said)),
            notice_days=st.just(notice_days),
            minimum_charge=amounts,
            minimum_load_t=quantities,
            load_step_t=quantities,
            money_step=amounts,
        )
    )


@st.composite
def rates(draw):
    kind = draw(st.sampled_from(ChargeKind))
    scope = {
        ChargeKind.FREIGHT: {
            "leg_id": maybe(ids),
            "mode": maybe(st.sampled_from(Mode)),
        },
        ChargeKind.HANDLING: {"transfer_id": maybe(ids), "node_id": maybe(ids)},
        ChargeKind.STORAGE: {"node_id": ids},
    }
    return draw(
        records(
            Rate,
            rate_id=ids,
            tariff_id=ids,
            kind=st.just(kind),
            tariff_class=maybe(ids),
            basis=st.sampled_from(sorted(BASES_BY_KIND[kind])),
            rate=amounts,
            **scope[kind],
        )
    )


@st.composite
def tariff_scopes(draw):
    columns = {
        "carrier_id": ids,
        "leg_id": ids,
        "country_code": country_codes,
        "mode": st.sampled_from(Mode),
    }
    named = draw(st.sets(st.sampled_from(sorted(columns)), min_size=1))
    narrowed = {name: columns[name] for name in sorted(named)}
    return draw(records(TariffScope, scope_id=ids, tariff_id=ids, **narrowed))


def goods_classes():
    return records(
        GoodsClass,
        tariff_id=ids,
        code_prefix=st.from_regex(r"[0-9]{1,8}", fullmatch=True),
        tariff_class=ids,
    )


def tariff_distances():
    return records(
        TariffDistance,
        tariff_id=ids,
        from_node_id=ids,
        to_node_id=ids,
        distance_km=distances,
    )


@st.composite
def haul_rates(draw):
    above_km, to_km = draw(bands(50_000))
    above_load_t, to_load_t = draw(bands(1e12))
    ends = ids if draw(st.booleans()) else st.none()
    return draw(
        records(
            HaulRate,
            haul_rate_id=ids,
            tariff_id=ids,
            charge_object=st.sampled_from(ChargeObject),
            fixed=amounts,
            per_km=amounts,
            tariff_class=maybe(ids),
            container_length_ft=maybe(container_lengths),
            is_empty=maybe(st.booleans()),
            above_km=st.just(above_km),
            to_km=st.just(to_km),
            above_load_t=st.just(above_load_t),
            to_load_t=st.just(to_load_t),
            entry_node_id=ends,
            exit_node_id=ends,
        )
    )


@st.composite
def coefficients(draw):
    above_km, to_km = draw(bands(50_000))
    season = months if draw(st.booleans()) else st.none()
    return draw(
        records(
            Coefficient,
            coefficient_id=ids,
            tariff_id=ids,
            position=positions,
            factor=st.decimals("0.001", 1000, places=3),
            tariff_class=maybe(ids),
            container_length_ft=maybe(container_lengths),
            is_empty=maybe(st.booleans()),
            entry_node_id=maybe(ids),
            exit_node_id=maybe(ids),
            above_km=st.just(above_km),
            to_km=st.just(to_km),
            first_month=season,
            last_month=season,
        )
    )


def surcharges():
    return records(
        Surcharge,
        surcharge_id=ids,
        tariff_id=ids,
        position=positions,
        name=names,
        base=st.sampled_from(SurchargeBase),
        amount=amounts,
        tariff_class=maybe(ids),
        is_empty=maybe(st.booleans()),
    )


def volume_discounts():
    return records(
        VolumeDiscount,
        discount_id=ids,
        tariff_id=ids,
        above_t=quantities,
        percent=st.decimals("0.001", "99.9", places=3),
        tariff_class=maybe(ids),
    )


def regimes():
    return records(Regime, regime_id=ids, name=names, is_default=st.booleans())


def regime_tariffs():
    return records(RegimeTariff, regime_id=ids, tariff_id=ids, rank=positions)


def exchange_rates():
    return records(
        ExchangeRate,
        currency_code=currency_codes,
        quote_date=dates,
        rate=st.decimals("0.0001", 10**6, places=6),
    )


ROW_STRATEGIES = {
    "dataset": headers(),
    "nodes": nodes(),
    "carriers": carriers(),
    "legs": legs(),
    "transfers": transfers(),
    "periods": periods(),
    "closures": closures(),
    "monthly_shapes": monthly_shapes(),
    "resources": resources(),
    "resource_uses": resource_uses(),
    "resource_capacities": resource_capacities(),
    "commodities": commodities(),
    "demands": demands(),
    "tariffs": tariffs(),
    "rates": rates(),
    "tariff_scopes": tariff_scopes(),
    "goods_classes": goods_classes(),
    "tariff_distances": tariff_distances(),
    "haul_rates": haul_rates(),
    "coefficients": coefficients(),
    "surcharges": surcharges(),
    "volume_discounts": volume_discounts(),
    "regimes": regimes(),
    "regime_tariffs": regime_tariffs(),
    "exchange_rates": exchange_rates(),
}
"""Rows of each table, each right on its own."""


@st.composite
def datasets(draw, max_hops=3):
    """Small datasets without errors.

    A line of nodes with legs both ways, by rail or by ferry, and transfers between the
    two; up to three months; tonnage limits on some legs; one tariff that prices
    everything, in another currency than the dataset's.
    """
    modes = draw(
        st.lists(
            st.sampled_from([Mode.RAIL, Mode.FERRY]), min_size=1, max_size=max_hops
        )
    )
    leg_rows = [leg for n, mode in enumerate(modes) for leg in _both_ways(n, mode)]
    rows = [
        Carrier(carrier_id="line", name="The line", country_code="KZ"),
        Commodity(
            commodity_id="grain",
            name="Grain",
            quantity_unit=QuantityUnit.TONNE,
            tonnes_per_unit=1.0,
            tariff_class="bulk",
            time_value_per_unit_day=draw(st.decimals(0, 5, places=2)),
        ),
        *(
            Node(node_id=f"n{n}", name=f"Node {n}", country_code="KZ")
            for n in range(len(modes) + 1)
        ),
        *leg_rows,
        *_transfers_between(modes),
        *_months(draw(st.integers(1, 3))),
        *_tariff_of_everything(draw(st.decimals("0.01", 1, places=4))),
    ]
    for leg in draw(st.lists(st.sampled_from(leg_rows), unique=True, max_size=3)):
        rows += _limit_of(leg, draw(st.integers(0, 2000)))
    for n in range(draw(st.integers(1, 4))):
        ends = st.lists(st.integers(0, len(modes)), min_size=2, max_size=2, unique=True)
        rows.append(_demand(n, draw(ends), draw(st.integers(1, 1000))))
    header = Header(dataset_id="line", title="A line", currency_code="USD")
    return Dataset.of(header, rows)


def _both_ways(hop, mode):
    for origin, destination in ((hop, hop + 1), (hop + 1, hop)):
        yield Leg(
            leg_id=f"n{origin}-n{destination}",
            origin_node_id=f"n{origin}",
            destination_node_id=f"n{destination}",
            mode=mode,
            gauge_mm=1520 if mode is Mode.RAIL else None,
            carrier_id="line",
            distance_km=100.0 * (hop + 1),
            transit_days=1.5,
        )


def _transfers_between(modes):
    for n, (left, right) in enumerate(pairwise(modes), start=1):
        for arriving, departing in ((left, right), (right, left)):
            if left is not right:
                yield Transfer(
                    transfer_id=f"n{n}-{arriving}-{departing}",
                    node_id=f"n{n}",
                    arriving_mode=arriving,
                    arriving_gauge_mm=1520 if arriving is Mode.RAIL else None,
                    departing_mode=departing,
                    departing_gauge_mm=1520 if departing is Mode.RAIL else None,
                    carrier_id="line",
                    transit_days=1.0,
                )


def _months(count):
    starts = [date(2025, 1 + n, 1) for n in range(count + 1)]
    return [
        Period(
            period_id=f"2025-{start.month:02d}",
            start_date=start,
            end_date=following - timedelta(days=1),
        )
        for start, following in pairwise(starts)
    ]


def _tariff_of_everything(rate):
    yield Tariff(tariff_id="all", name="All", carrier_id="line", currency_code="CHF")
    yield ExchangeRate(
        currency_code="CHF", quote_date=date(2024, 12, 31), rate=Decimal("1.10")
    )
    yield Rate(
        rate_id="freight",
        tariff_id="all",
        kind=ChargeKind.FREIGHT,
        basis=RateBasis.PER_TONNE_KM,
        rate=rate,
    )
    yield Rate(
        rate_id="handling",
        tariff_id="all",
        kind=ChargeKind.HANDLING,
        basis=RateBasis.PER_TONNE,
        rate=Decimal(4),
    )


def _limit_of(leg, capacity):
    yield Resource(
        resource_id=leg.leg_id,
        name=leg.leg_id,
        measure=Measure.TONNE,
        capacity=float(capacity),
    )
    yield ResourceUse(resource_id=leg.leg_id, leg_id=leg.leg_id)


def _demand(number, ends, volume):
    return Demand(
        demand_id=f"d{number}",
        commodity_id="grain",
        origin_node_id=f"n{ends[0]}",
        destination_node_id=f"n{ends[1]}",
        volume=float(volume),
        unserved_price_per_unit=Decimal(100 + number),
    )


def problems():
    """Problems of any kind at any place."""
    return results(Problem)


def plan_results():
    """Answers of any shape; their parts need not fit together."""
    return results(plan_result.PlanResult)


def comparisons():
    """Answers of any shape to a request for a comparison of regimes."""
    return results(RegimeComparisonResult)


def results(kind):
    """Values of a dataclass of the plan, each field by its type."""
    hints = typing.get_type_hints(kind)
    fields = {f.name: _result_field(hints[f.name]) for f in dataclasses.fields(kind)}
    if "build_seconds" in fields:
        seconds = st.integers(0, 10**9).map(lambda count: count / 10**6)
        fields |= {"build_seconds": seconds, "solve_seconds": seconds}
    return st.builds(kind, **fields)


def _result_field(hint):
    if typing.get_origin(hint) is types.UnionType:
        (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
        return maybe(_result_field(inner))
    if typing.get_origin(hint) is tuple:
        entry = typing.get_args(hint)[0]
        if entry is Charge:
            return st.just(())  # they have tests of their own
        return st.lists(_result_field(entry), max_size=2).map(tuple)
    if dataclasses.is_dataclass(hint):
        return results(hint)
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return {
        str: st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
            max_size=12,
        ),
        bytes: st.binary(max_size=12),
        bool: st.booleans(),
        int: st.integers(0, 2**31 - 1),
        float: st.floats(allow_nan=False),
        Decimal: st.decimals(-(10**12), 10**12, places=9),
    }[hint]
