"""What is uncertain, written down: YAML, or JSON, which is YAML too.

::

    uncertainty_id: storms
    title: Storms at Kuryk and growth
    changes:
      - split: MONTHS
    uncertain:
      - set: demand.*.volume
        multiply: triangular(0.9, 1, 1.3)
      - set: node.KZ_KUR.capacity
        multiply: storms(0.5, 5)
        periods: [2025-11, 2025-12]
        each: period
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from optimizer.domain.problems import Problem, ProblemCode
from optimizer.domain.scenarios import (
    AmountKind,
    Scenario,
    UnusableChangeError,
    amount_of,
    target_of,
)
from optimizer.domain.uncertainty import (
    ContractTerms,
    Each,
    UncertainNumber,
    Uncertainty,
    distribution_of,
)
from optimizer.errors import InvalidScenarioError
from optimizer.tables.scenario_files import CHANGES, read_changes
from optimizer.tables.text import shown
from optimizer.tables.yaml_documents import (
    document_of,
    entries_of,
    listed,
    problem_of,
    stem_of,
    text_in,
    text_of,
    unknown_members,
)

UNCERTAIN = "uncertain"
"""Member and name of the list of numbers."""

CONTRACTS = "contracts"
"""Member and name of the list of contracts."""

MEMBERS = ("uncertainty_id", "title", "description", CHANGES, UNCERTAIN, CONTRACTS)
"""What an uncertainty consists of."""

EFFECTS = {
    "to": AmountKind.SET,
    "add": AmountKind.ADD,
    "multiply": AmountKind.SCALE,
}
"""What can be done with what is drawn."""

CONTRACT = ("book", "price", "spot", "note")
"""What a contract consists of."""

ENTRY = ("set", *EFFECTS, "periods", "each", "note")
"""What an uncertain number consists of."""


def read_uncertainty(filename: str, content: bytes) -> Uncertainty:
    """Read what is uncertain.

    Parameters
    ----------
    filename
        What the content is called; without an id of its own the uncertainty takes it.
    content
        The bytes.

    Raises
    ------
    InvalidScenarioError
        When anything in it is wrong; it lists everything.
    """
    document = document_of(filename, content, UNCERTAIN)
    problems = list(unknown_members(document, MEMBERS, "an uncertainty"))
    changes, change_notes = (
        read_changes(document, problems) if CHANGES in document else ((), ())
    )
    numbers: list[UncertainNumber] = []
    notes: list[str] = []
    remedy = "write each number as '- set: ...' with 'multiply', 'add' or 'to'"
    entries = entries_of(document, UNCERTAIN, remedy, problems)
    for position, entry in enumerate(entries):
        try:
            numbers.append(_number(entry))
            notes.append(text_of(entry.get("note", "")) or text_of(entry["set"]))
        except UnusableChangeError as error:
            problems.append(problem_of(error, UNCERTAIN, position))
    if not entries and not problems:
        problems.append(_nothing())
    contracts = _contracts(document, problems)
    name = text_in(document, "uncertainty_id", problems) or stem_of(filename)
    title = text_in(document, "title", problems) or name
    description = text_in(document, "description", problems)
    if problems:
        raise InvalidScenarioError(name, problems)
    before = Scenario(
        scenario_id=name,
        title=title,
        description=description,
        changes=changes,
        notes=change_notes,
    )
    return Uncertainty(before, tuple(numbers), tuple(notes), contracts)


def _contracts(
    document: Mapping[str, Any], problems: list[Problem]
) -> tuple[ContractTerms, ...]:
    if CONTRACTS not in document:
        return ()
    remedy = "write each contract as '- book: resource.ID.capacity' with its 'price'"
    contracts = []
    for position, entry in enumerate(entries_of(document, CONTRACTS, remedy, problems)):
        try:
            contracts.append(_contract(entry))
        except UnusableChangeError as error:
            problems.append(problem_of(error, CONTRACTS, position))
    return tuple(contracts)


def _contract(entry: Mapping[str, Any]) -> ContractTerms:
    for name in entry:
        if name not in CONTRACT:
            raise UnusableChangeError(
                ProblemCode.UNKNOWN_COLUMN,
                f"a contract has no member {shown(name)!r}",
                f"its members are {', '.join(CONTRACT)}",
            )
    if "book" not in entry or "price" not in entry:
        raise UnusableChangeError(
            ProblemCode.MISSING_VALUE,
            "it does not say what to 'book', or at what 'price'",
            "add both, as in 'book: resource.ID.capacity' and 'price: 20'",
        )
    target = target_of(text_of(entry["book"]), has_quantity=True)
    if (target.kind, target.quantity) != ("resource", "capacity"):
        raise UnusableChangeError(
            ProblemCode.UNKNOWN_TARGET,
            f"{target} cannot be booked",
            "book the capacity of resources, as in resource.ID.capacity",
        )
    price = _price(text_of(entry["price"]))
    spot = _price(text_of(entry["spot"])) if "spot" in entry else None
    if spot is not None and spot < price:
        raise UnusableChangeError(
            ProblemCode.OUT_OF_RANGE,
            f"on the day it costs {spot}, less than {price} that is booked",
            "book nothing then, or let 'spot' be the higher of the two",
        )
    return ContractTerms(target, price, spot)


def _price(text: str) -> Decimal:
    amount = amount_of(text)
    if amount.is_relative:
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT, f"{text!r} is no price", "write a number, as in 20"
        )
    return amount.number


def _number(entry: Mapping[str, Any]) -> UncertainNumber:
    for name in entry:
        if name not in ENTRY:
            raise UnusableChangeError(
                ProblemCode.UNKNOWN_COLUMN,
                f"an uncertain number has no member {shown(name)!r}",
                f"its members are {', '.join(ENTRY)}",
            )
    if "set" not in entry:
        code, text = ProblemCode.MISSING_VALUE, "it does not say what to 'set'"
        raise UnusableChangeError(code, text, "add 'set', as in 'set: demand.*.volume'")
    effects = [name for name in entry if name in EFFECTS]
    if len(effects) != 1:
        raise UnusableChangeError(
            ProblemCode.MISSING_VALUE,
            f"it says {' and '.join(effects) or 'nothing'} of what is done with a draw",
            f"give one of {', '.join(EFFECTS)}, as in 'multiply: uniform(0.9, 1.1)'",
        )
    return UncertainNumber(
        target=target_of(text_of(entry["set"]), has_quantity=True),
        effect=EFFECTS[effects[0]],
        distribution=distribution_of(text_of(entry[effects[0]])),
        periods=tuple(map(text_of, listed(entry.get("periods", [])))),
        each=_each(text_of(entry.get("each", Each.DRAW.value))),
    )


def _each(text: str) -> Each:
    known = {each.value: each for each in Each}
    if text not in known:
        raise UnusableChangeError(
            ProblemCode.BAD_FORMAT,
            f"nothing of what is drawn is by {shown(text)!r}",
            f"give one of {', '.join(known)}",
        )
    return known[text]


def _nothing() -> Problem:
    return Problem(
        code=ProblemCode.MISSING_VALUE,
        column=UNCERTAIN,
        message="nothing is uncertain",
        remedy="add numbers below 'uncertain:'",
    )
