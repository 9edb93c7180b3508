"""Tariffs that charge by the haul: each row is of one, and each has what it needs."""

from collections.abc import Iterator

from optimizer.domain.checks.haul_factors import factor_problems
from optimizer.domain.checks.haul_ladders import ladder_problems
from optimizer.domain.checks.presence import Unread
from optimizer.domain.checks.regimes import regime_problems
from optimizer.domain.dataset import Dataset
from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.tariffs import Tariff, TariffBasis

HAUL_TABLES = (
    "tariff_scopes",
    "goods_classes",
    "tariff_distances",
    "haul_rates",
    "coefficients",
    "surcharges",
    "volume_discounts",
)
"""Tables whose rows are of a tariff that charges by the haul."""


def haul_problems(dataset: Dataset, unread: Unread) -> list[Problem]:
    """Whatever keeps a haul from being charged once, and by the tariff it should."""
    return list(_haul_problems(dataset, unread))


def _haul_problems(dataset: Dataset, unread: Unread) -> Iterator[Problem]:
    hauls = {t.tariff_id: t for t in dataset.tariffs if t.basis is not TariffBasis.LEG}
    known = hauls.keys() | unread["tariffs"]
    yield from _basis_problems(dataset)
    scoped = {row.tariff_id for row in dataset.tariff_scopes}
    if scoped <= known and not unread["tariff_scopes"]:
        yield from (_without_scope(hauls[i]) for i in sorted(hauls.keys() - scoped))
    charged = {row.tariff_id for row in dataset.haul_rates}
    has_all_rates = charged <= known and not unread["haul_rates"]
    if has_all_rates:
        yield from (_without_rates(hauls[i]) for i in sorted(hauls.keys() - charged))
    rates = [row for row in dataset.haul_rates if row.tariff_id in hauls]
    yield from ladder_problems(rates, is_complete=has_all_rates)
    yield from factor_problems(dataset)
    yield from regime_problems(dataset, unread)


def _basis_problems(dataset: Dataset) -> Iterator[Problem]:
    bases = {t.tariff_id: t.basis for t in dataset.tariffs}
    for table in ("rates", *HAUL_TABLES):
        is_of_legs = table == "rates"
        rows = zip(dataset.rows(table), dataset.row_ids(table), strict=True)
        for row, row_id in rows:
            tariff_id = getattr(row, "tariff_id", "")
            basis = bases.get(tariff_id)
            if basis is not None and (basis is TariffBasis.LEG) != is_of_legs:
                yield _wrong_basis(table, row_id, tariff_id, basis)


def _wrong_basis(
    table: str, row_id: str, tariff_id: str, basis: TariffBasis
) -> Problem:
    asked = "LEG" if table == "rates" else "HAUL or MARGINAL_HAUL"
    return Problem(
        code=ProblemCode.WRONG_TARIFF_BASIS,
        table=table,
        row_id=row_id,
        column="tariff_id",
        value=tariff_id,
        message=f"{table!r} are for tariffs of basis {asked}, and this one's is {basis}",
        remedy="name another tariff, or change the basis of this one",
    )


def _without_scope(tariff: Tariff) -> Problem:
    return Problem(
        code=ProblemCode.EMPTY_SCOPE,
        table="tariffs",
        row_id=tariff.tariff_id,
        column="basis",
        value=str(tariff.basis),
        message="it charges by the haul, but has no row of 'tariff_scopes'",
        remedy="say there which legs it is for, or let it charge by the leg",
    )


def _without_rates(tariff: Tariff) -> Problem:
    return Problem(
        code=ProblemCode.NO_HAUL_RATES,
        table="tariffs",
        row_id=tariff.tariff_id,
        column="basis",
        value=str(tariff.basis),
        message="it charges by the haul, but has no row of 'haul_rates'",
        remedy="say there what it charges, or let it charge by the leg",
    )
