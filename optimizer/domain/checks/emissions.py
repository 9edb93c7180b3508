"""Whether emissions can be priced."""

from collections.abc import Iterator

from optimizer.domain.dataset import Dataset
from optimizer.domain.problems import Problem, ProblemCode


def emission_problems(dataset: Dataset) -> Iterator[Problem]:
    """Legs without a factor of emissions where these have a price."""
    if dataset.header.carbon_price_per_t == 0:
        return
    for leg in dataset.legs:
        if leg.emissions_g_per_t_km is None:
            yield Problem(
                code=ProblemCode.MISSING_VALUE,
                table="legs",
                row_id=leg.leg_id,
                column="emissions_g_per_t_km",
                message="emissions have a price, but those of the leg are not stated",
                remedy="state them, 0 if there are none, or remove carbon_price_per_t",
            )
