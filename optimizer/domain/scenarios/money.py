"""Changing what tariffs charge."""

from collections.abc import Iterator, Sequence

from optimizer.domain.dataset import Dataset
from optimizer.domain.hauls import SurchargeBase
from optimizer.domain.network import Leg
from optimizer.domain.problems import ProblemCode
from optimizer.domain.record import Record
from optimizer.domain.scenarios.amounts import Amount, AmountKind
from optimizer.domain.scenarios.problems import UnusableChangeError
from optimizer.domain.scenarios.rows import with_rows
from optimizer.domain.tariffs import ChargeKind, Rate, Tariff, TariffBasis


def with_tariffs_scaled(
    dataset: Dataset, tariffs: Sequence[Tariff], amount: Amount
) -> Dataset:
    """Scale every charge of some tariffs.

    Rates, haul rates, least charges and surcharges by the object are scaled; percentages
    and coefficients follow from them.

    Raises
    ------
    UnusableChangeError
        When the amount is not a factor.
    """
    if amount.kind is not AmountKind.SCALE:
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            f"{amount} is no factor, and a tariff has many rates",
            "write a share such as -10% or a factor such as x0.9; one rate is set by "
            "rate.ID.amount",
        )
    chosen = {tariff.tariff_id for tariff in tariffs}
    return with_rows(dataset, _scaled(dataset, tariffs, chosen, amount))


def _scaled(
    dataset: Dataset, tariffs: Sequence[Tariff], chosen: set[str], amount: Amount
) -> Iterator[Record]:
    for tariff in tariffs:
        least = amount.of_money(tariff.minimum_charge)
        yield tariff.model_copy(update={"minimum_charge": least})
    for rate in dataset.rates:
        if rate.tariff_id in chosen:
            yield rate.model_copy(update={"rate": amount.of_money(rate.rate)})
    for row in dataset.haul_rates:
        if row.tariff_id in chosen:
            fixed, per_km = amount.of_money(row.fixed), amount.of_money(row.per_km)
            yield row.model_copy(update={"fixed": fixed, "per_km": per_km})
    for surcharge in dataset.surcharges:
        is_money = surcharge.base is SurchargeBase.PER_OBJECT
        if surcharge.tariff_id in chosen and is_money:
            after = amount.of_money(surcharge.amount)
            yield surcharge.model_copy(update={"amount": after})


def with_leg_rates(dataset: Dataset, legs: Sequence[Leg], amount: Amount) -> Dataset:
    """Change what is charged for single legs, and for no others of their carriers.

    Rates that name a leg are changed; of those that do not, copies that name it are.

    Raises
    ------
    UnusableChangeError
        When no rate charges for a leg by itself.
    """
    rows: list[Record] = []
    by_leg = {
        t.tariff_id: t.carrier_id for t in dataset.tariffs if t.basis is TariffBasis.LEG
    }
    for leg in legs:
        rates = [
            r
            for r in dataset.rates
            if r.kind is ChargeKind.FREIGHT
            and by_leg.get(r.tariff_id) == leg.carrier_id
            and r.leg_id in (None, leg.leg_id)
            and r.mode in (None, leg.mode)
        ]
        changed = list(_named_rates(leg, rates, amount))
        if not changed:
            raise UnusableChangeError(
                ProblemCode.NOTHING_SELECTED,
                f"no rate charges for {leg.leg_id!r} by itself",
                "change the tariff that charges for it by the haul: tariff.ID.rate",
            )
        rows += changed
    return with_rows(dataset, rows)


def _named_rates(leg: Leg, rates: Sequence[Rate], amount: Amount) -> Iterator[Rate]:
    """Change the rates of a leg, and copy general ones where nothing else names it."""
    named = {(r.tariff_id, r.tariff_class) for r in rates if r.leg_id is not None}
    by_mode = {(r.tariff_id, r.tariff_class) for r in rates if r.mode is not None}
    for rate in rates:
        key = (rate.tariff_id, rate.tariff_class)
        after = amount.of_money(rate.rate)
        if rate.leg_id is not None:
            yield rate.model_copy(update={"rate": after})
        elif {key, (rate.tariff_id, None)} & named or (
            rate.mode is None and {key, (rate.tariff_id, None)} & by_mode
        ):
            continue
        else:
            name = f"{rate.rate_id}.{leg.leg_id}"[:64]
            copy = {"rate_id": name, "leg_id": leg.leg_id, "mode": None, "rate": after}
            yield rate.model_copy(update=copy)
