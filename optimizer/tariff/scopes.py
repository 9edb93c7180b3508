"""Which legs a tariff charges by the haul."""

from collections.abc import Iterable

from optimizer.domain.hauls import TariffScope
from optimizer.domain.network import Leg, Node
from optimizer.domain.scopes import legs_in_scope
from optimizer.domain.tariffs import Tariff


def scope_of(
    tariff: Tariff,
    scope_rows: Iterable[TariffScope],
    legs: Iterable[Leg],
    nodes: Iterable[Node],
) -> frozenset[str]:
    """Return the ids of the legs in a tariff's scope.

    A row selects the legs that fit all its columns; the scope is what any row selects.

    Parameters
    ----------
    tariff
        Tariff whose rows count; those of others are passed over.
    scope_rows, legs
        Rows and the legs they choose from.
    nodes
        Say in which country legs start and end.
    """
    countries = {node.node_id: node.country_code for node in nodes}
    rows = (row for row in scope_rows if row.tariff_id == tariff.tariff_id)
    return legs_in_scope(rows, legs, countries)
