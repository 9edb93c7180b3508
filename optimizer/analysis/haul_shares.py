"""What each carrier gets of the charge of a through haul."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from itertools import groupby

from optimizer.analysis.haul_lines import JourneyHaul
from optimizer.analysis.journeys import Journey
from optimizer.analysis.repricing import Repricer
from optimizer.domain.network import Leg
from optimizer.domain.plan import CostComponent
from optimizer.domain.quantities import EXACT, exact
from optimizer.errors import UndividedHaulError
from optimizer.tariff.division import DivisionRule, Section, divide
from optimizer.tariff.division_terms import DivisionTerms

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class HaulPart:
    """Consecutive legs of a haul that one carrier runs.

    Attributes
    ----------
    carrier_id
        Who runs them.
    legs
        Position among the journey's steps, and leg, of each.
    """

    carrier_id: str
    legs: list[tuple[int, Leg]] = field(default_factory=list)


def parts_of(haul: JourneyHaul) -> list[HaulPart]:
    """Return the parts of a haul in the order of travel."""
    runs = groupby(haul.legs, key=lambda entry: entry[1].carrier_id)
    return [HaulPart(carrier_id, list(legs)) for carrier_id, legs in runs]


class HaulDivider:
    """Divides the charges of hauls by agreed terms.

    Parameters
    ----------
    terms
        The rule and its numbers.
    local
        Knows what a section alone is charged; asked under LOCAL_RATES only.
    """

    def __init__(self, terms: DivisionTerms, local: Repricer) -> None:
        self._terms = terms
        self._local = local

    def shares(
        self, journey: Journey, haul: JourneyHaul, charge: Decimal, quantity: Decimal
    ) -> Iterator[tuple[str, Decimal]]:
        """Yield carriers and their shares, which add up to the charge exactly.

        A haul of one carrier is its own, whatever the rule asks for.

        Parameters
        ----------
        journey, haul
            What is charged for, and as a part of which journey.
        charge
            Money for all of the quantity, exact.
        quantity
            How much makes the haul, in the commodity's unit.

        Raises
        ------
        UndividedHaulError
            When the terms do not say how to divide this charge.
        """
        parts = parts_of(haul)
        carrier_ids = [part.carrier_id for part in parts]
        if len(set(carrier_ids)) == 1:
            yield carrier_ids[0], charge
            return
        sections = self._sections(journey, haul, parts, quantity)
        try:
            shares = divide(charge, sections, self._terms.rule, _last_digit(charge))
        except ValueError as fault:
            raise _undivided(haul, str(fault)) from fault
        yield from zip(carrier_ids, shares, strict=True)

    def _sections(
        self,
        journey: Journey,
        haul: JourneyHaul,
        parts: list[HaulPart],
        quantity: Decimal,
    ) -> list[Section]:
        terms, tonnes = self._terms, exact(journey.commodity.tonnes_per_unit)
        is_local = terms.rule is DivisionRule.LOCAL_RATES
        known: set[str] = set()
        sections = []
        with localcontext(EXACT):
            for part in parts:
                carrier_id = part.carrier_id
                terminal = terms.terminal_amounts.get(carrier_id, _ZERO)
                section = Section(
                    carrier_id=carrier_id,
                    distance_km=sum(
                        (exact(leg.distance_km) for _, leg in part.legs), start=_ZERO
                    ),
                    weight=terms.weights.get(carrier_id, Decimal(1)),
                    local_charge=(
                        self._local_charge(journey, haul, part) if is_local else None
                    ),
                    terminal_amount=terminal * tonnes * quantity,
                    # What a carrier gets in all is agreed, so its first part gets it.
                    percent=(
                        _ZERO if carrier_id in known else terms.percents.get(carrier_id)
                    ),
                )
                known.add(carrier_id)
                sections.append(section)
        return sections

    def _local_charge(
        self, journey: Journey, haul: JourneyHaul, part: HaulPart
    ) -> Decimal:
        """Return what a unit pays in freight where it goes this part alone."""
        first, last = part.legs[0][1], part.legs[-1][1]
        alone = Journey(
            commodity=journey.commodity,
            origin_node_id=first.origin_node_id,
            steps=tuple(journey.steps[index] for index, _ in part.legs),
            transit_days=0.0,
            distance_km=0.0,
            tendered_t=journey.tendered_t,
        )
        try:
            lines = self._local.price(alone).lines
        except LookupError as error:
            fault = (
                f"the section of {part.carrier_id!r} from {first.origin_node_id!r} to "
                f"{last.destination_node_id!r} has no local charge; give its carrier a "
                "tariff in the regime of local charges, or divide otherwise"
            )
            raise _undivided(haul, fault) from error
        freight = (x.amount for x in lines if x.component is CostComponent.FREIGHT)
        return sum(freight, start=_ZERO)


def _undivided(haul: JourneyHaul, fault: str) -> UndividedHaulError:
    first, last = haul.legs[0][1], haul.legs[-1][1]
    ends = first.origin_node_id, last.destination_node_id
    return UndividedHaulError(haul.tariff_id, *ends, fault)


def _last_digit(amount: Decimal) -> Decimal:
    """Return the unit of the last digit of an amount, at most a cent."""
    exponent = amount.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent if isinstance(exponent, int) else 0, -2))
