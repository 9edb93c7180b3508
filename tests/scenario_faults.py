"""Scenarios that cannot be applied to the small dataset of ``documents``."""

from documents import as_json, document

from optimizer.domain.scenarios import Variant, applied
from optimizer.errors import InvalidScenarioError
from optimizer.tables.reading import read_dataset
from optimizer.tables.scenario_files import read_scenario

SCENARIO_FAULTS = {
    "UNKNOWN_TARGET": "- {set: legs.a-b.transit_days, to: x2}",
    "NOTHING_SELECTED": "- {close: leg.a-bc}",
    "AMBIGUOUS_TARGET": "- {close: node.b, periods: [2025-01-15]}",
    "CONTRADICTING_CHANGES": (
        "- {set: resource.port.capacity, to: 100}\n"
        "- {set: resource.port.capacity, to: 200}"
    ),
}
"""Changes by the code of the problem that they have."""


def problems_of_scenario(changes):
    """What is wrong with the changes of a scenario; nothing where they can be applied."""
    dataset = read_dataset("base.json", as_json(document())).dataset
    try:
        content = f"changes:\n{changes}\n".encode()
        applied(Variant(dataset), read_scenario("test.yaml", content))
    except InvalidScenarioError as error:
        return error.problems
    return ()
