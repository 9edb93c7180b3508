"""What is odd about tariffs that charge by the haul."""

from collections.abc import Iterator
from decimal import Decimal

from optimizer.analysis.tariff_lint.cliffs import cliffs
from optimizer.analysis.tariff_lint.findings import Finding, FindingCode
from optimizer.analysis.tariff_lint.linted import LintedTariff
from optimizer.analysis.tariff_lint.reversals import reversals
from optimizer.analysis.tariff_lint.splits import splits
from optimizer.analysis.tariff_lint.unused_rows import (
    unused_coefficients,
    unused_rates,
)
from optimizer.analysis.tariff_lint.validity import validity_gaps
from optimizer.domain.dataset import Dataset
from optimizer.domain.quantities import exact
from optimizer.tariff.haul_sheets import haul_sheets

__all__ = ["Finding", "FindingCode", "lint_tariffs"]


def lint_tariffs(
    dataset: Dataset, *, cliff_share: float = 0.1, tariff_id: str | None = None
) -> list[Finding]:
    """Find what is odd about the tariffs of a dataset that charge by the haul.

    Each tariff is tried with a full vehicle of every commodity that it has a rate for,
    in every season, over the distances of its belts and between all nodes of its scope.
    Regimes do not matter: every tariff is looked at by itself.

    Parameters
    ----------
    dataset
        A dataset whose rows fit together.
    cliff_share
        Change of the charge at the border of a belt, as a share of the charge at the
        border, above which it is a cliff; at least 0.
    tariff_id
        The one tariff to look at; None is all of them.

    Returns
    -------
    list[Finding]
        Tariff by tariff in the dataset's order, then gaps between tariffs.

    Raises
    ------
    ValueError
        When the share is not a number of at least 0.
    """
    if not cliff_share >= 0:
        msg = f"cliff_share is {cliff_share}; give a share of at least 0, such as 0.1"
        raise ValueError(msg)
    tariffs = [LintedTariff(sheet) for sheet in haul_sheets(dataset)]
    share = exact(float(cliff_share))
    asked = [t for t in tariffs if tariff_id in (None, t.tariff.tariff_id)]
    found = [finding for tariff in asked for finding in _findings(tariff, share)]
    gaps = [gap for gap in validity_gaps(tariffs) if tariff_id in (None, gap.tariff_id)]
    return [*found, *gaps]


def _findings(tariff: LintedTariff, cliff_share: Decimal) -> Iterator[Finding]:
    yield from cliffs(tariff, cliff_share)
    yield from reversals(tariff)
    yield from splits(tariff)
    yield from unused_coefficients(tariff)
    yield from unused_rates(tariff)
