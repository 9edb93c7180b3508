"""Scopes: each has a leg, and no two tariffs charge the same leg the same way."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations, product

from optimizer.domain.dataset import Dataset
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.scopes import legs_in_scope
from optimizer.domain.tariffs import Tariff, TariffBasis

type Charged = set[tuple[str | None, int | None]]
"""Tariff classes with lengths of containers, None for any."""

type Pair = tuple[Tariff, Tariff]

SCOPE_TABLES = ("tariffs", "tariff_scopes", "haul_rates", "regimes", "regime_tariffs")
"""Tables that say which tariff is for which legs, apart from the legs and their ends."""


def scope_problems(dataset: Dataset) -> list[Problem]:
    """Scopes without a leg, and tariffs of a carrier that charge the same.

    Only for rows that name nothing that is not there: what else selects no leg is known.
    """
    return list(_scope_problems(dataset))


def _scope_problems(dataset: Dataset) -> Iterator[Problem]:
    scopes = _scopes(dataset)
    for tariff_id, leg_ids in scopes.items():
        if not leg_ids:
            yield _selects_nothing(tariff_id)
    charged: dict[str, Charged] = defaultdict(set)
    for row in dataset.haul_rates:
        charged[row.tariff_id].add((row.tariff_class, row.container_length_ft))
    for first, second in _pairs(dataset):
        shared = scopes[first.tariff_id] & scopes[second.tariff_id]
        if shared and _meet(charged[first.tariff_id], charged[second.tariff_id]):
            yield _overlapping(first, second, min(shared))


def _scopes(dataset: Dataset) -> Mapping[str, frozenset[str]]:
    countries = {node.node_id: node.country_code for node in dataset.nodes}
    rows = defaultdict(list)
    for row in dataset.tariff_scopes:
        rows[row.tariff_id].append(row)
    return {
        tariff.tariff_id: legs_in_scope(rows[tariff.tariff_id], dataset.legs, countries)
        for tariff in dataset.tariffs
        if tariff.basis is not TariffBasis.LEG
    }


def _pairs(dataset: Dataset) -> Iterator[Pair]:
    """Haul tariffs of one carrier that hold on a common day, with a common rank."""
    tariffs = {
        t.tariff_id: t for t in dataset.tariffs if t.basis is not TariffBasis.LEG
    }
    places: dict[tuple[str, str, int], list[Tariff]] = defaultdict(list)
    for row in dataset.regime_tariffs:
        if row.tariff_id in tariffs:
            tariff = tariffs[row.tariff_id]
            places[tariff.carrier_id, row.regime_id, row.rank].append(tariff)
    for tariff in () if dataset.regimes else tariffs.values():
        places[tariff.carrier_id, "", 1].append(tariff)
    pairs = {
        (first.tariff_id, second.tariff_id): (first, second)
        for together in places.values()
        for first, second in combinations(together, 2)
        if _share_a_day(first, second)
    }
    yield from pairs.values()


def _share_a_day(first: Tariff, second: Tariff) -> bool:
    starts = [t.valid_from or date.min for t in (first, second)]
    ends = [t.valid_to or date.max for t in (first, second)]
    return max(starts) <= min(ends)


def _meet(one: Charged, other: Charged) -> bool:
    return any(
        (a is None or c is None or a == c) and (b is None or d is None or b == d)
        for (a, b), (c, d) in product(one, other)
    )


def _selects_nothing(tariff_id: str) -> Problem:
    return Problem(
        code=ProblemCode.EMPTY_SCOPE,
        table="tariffs",
        row_id=tariff_id,
        column="tariff_id",
        value=tariff_id,
        message="no leg fits any of its rows of 'tariff_scopes'",
        remedy="leave out the columns that keep its legs out",
    )


def _overlapping(first: Tariff, second: Tariff, leg_id: str) -> Problem:
    return Problem(
        code=ProblemCode.OVERLAPPING_TARIFFS,
        table="tariffs",
        row_id=second.tariff_id,
        column="valid_from",
        value=str(second.valid_from or ""),
        message=(
            f"{first.tariff_id!r} of the same carrier holds at the same time and "
            f"charges the same goods on {leg_id!r}"
        ),
        remedy="end one before the other begins, or give them different ranks in a regime",
    )
