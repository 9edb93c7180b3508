"""What is odd about tariffs, though they can be applied."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corridor_client.choices import FindingCode
from corridor_client.json_object import json_object_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffFinding:
    """One thing that is odd about a tariff, though hauls can be charged by it.

    Money is in the tariff's currency, for one full container or wagon of the commodity,
    to a millionth. The code says which of the facts are given; the others are None or
    empty.

    Attributes
    ----------
    code
        Kind of finding.
    tariff_id
        The tariff; of a gap in validity the later one.
    message
        What is odd, in a sentence. Not stable.
    remedy
        What would mend it, in a sentence. Not stable.
    commodity_id
        A commodity that it was found with.
    tariff_class, container_length_ft, is_empty
        What the tariff takes the commodity for, or the row that is not used names. A
        length of None is no container.
    at_km
        Border of a cliff, or length of the dearer, shorter haul.
    to_km
        Hauls above ``at_km`` and up to this length are cheaper, to the meter; None is
        as long as hauls can be.
    node_ids
        Nodes of the cheaper split in the order of travel. Of a cliff or of cheaper
        longer hauls that one end alone has, the node at that end.
    row_ids
        Haul rates and coefficients that differ between the two sides of a cliff, or the
        row that is not used, or the earlier and the later tariff of a gap.
    before, after
        Charge at the border of a cliff and just above it; of the shorter haul and the
        least of the longer ones; of the direct haul and of its cheapest split.
    share
        Change from before to after as a share of before, negative where it is cheaper;
        None where nothing was charged before.
    first_day, last_day
        Days of a gap, both included.
    """

    code: FindingCode
    tariff_id: str
    message: str
    remedy: str
    commodity_id: str
    tariff_class: str
    container_length_ft: int | None
    is_empty: bool | None
    at_km: float | None
    to_km: float | None
    node_ids: tuple[str, ...]
    row_ids: tuple[str, ...]
    before: Decimal | None
    after: Decimal | None
    share: float | None
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCount:
    """How often one kind of finding was found in one tariff.

    Attributes
    ----------
    code
        The kind.
    found_count, listed_count
        All findings, at least 1, and those that are listed.
    """

    code: FindingCode
    found_count: int
    listed_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedTariff:
    """One tariff that was checked.

    Attributes
    ----------
    tariff_id
        Identifies the tariff.
    currency_code
        Currency of the money in its findings, ISO 4217.
    counts
        How often each kind was found; without those that were not.
    """

    tariff_id: str
    currency_code: str
    counts: tuple[FindingCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffCheckResult:
    """What is odd about the tariffs that were checked.

    Attributes
    ----------
    findings
        What was found and is large enough to be listed: tariff by tariff in the
        dataset's order, then the gaps in validity.
    tariffs
        The tariffs that were checked, also those without a finding; empty where none
        charges by the haul.
    """

    findings: tuple[TariffFinding, ...]
    tariffs: tuple[CheckedTariff, ...]

    def to_json_object(self) -> dict[str, object]:
        """Return the findings as a plain object, members named as the attributes.

        Money is a decimal string in the tariff's currency, a day as in ``2025-06-30``.
        """
        return json_object_of(self)
