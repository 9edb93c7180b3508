"""Which legs the rows of a scope select."""

from collections.abc import Iterable, Mapping

from optimizer.domain.hauls import TariffScope
from optimizer.domain.network import Leg


def legs_in_scope(
    rows: Iterable[TariffScope], legs: Iterable[Leg], countries: Mapping[str, str]
) -> frozenset[str]:
    """Return the ids of the legs that any of the rows selects.

    Parameters
    ----------
    rows
        The scope of one tariff.
    legs
        Legs to select from.
    countries
        Country of each node.
    """
    rows = tuple(rows)
    return frozenset(
        leg.leg_id for leg in legs if any(_selects(row, leg, countries) for row in rows)
    )


def _selects(row: TariffScope, leg: Leg, countries: Mapping[str, str]) -> bool:
    ends = (leg.origin_node_id, leg.destination_node_id)
    return (
        row.carrier_id in (None, leg.carrier_id)
        and row.leg_id in (None, leg.leg_id)
        and row.mode in (None, leg.mode)
        and (
            row.country_code is None
            or all(countries[node_id] == row.country_code for node_id in ends)
        )
    )
