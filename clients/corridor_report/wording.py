"""Figures and names as charts and tables show them."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from corridor_client import Expansion, Measure

LONGEST_LABEL = 42
"""Most letters of a name in a chart; what is longer ends in three dots."""


def label(text: str) -> str:
    """Make a name of a dataset safe for a chart, where some letters are markup."""
    short = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
    return html.escape(short, quote=False)


def distinct_labels(names: Mapping[str, str]) -> dict[str, str]:
    """Make names of things safe for a chart, no two of which may be the same there.

    Parameters
    ----------
    names
        By what tells the things apart.
    """
    labels = {key: label(name) for key, name in names.items()}
    counts = Counter(labels.values())
    return {
        key: text if counts[text] == 1 else f"{text} #{number}"
        for number, (key, text) in enumerate(labels.items(), start=1)
    }


def words(code: str) -> str:
    """Write a code such as ``TIME_VALUE`` as words."""
    return code.replace("_", " ").capitalize()


def tonnes(quantity_t: float) -> str:
    """Write tonnes with their unit, in thousands and millions where they are many."""
    if abs(quantity_t) >= 999_500:
        return f"{quantity_t / 1e6:,.2f} Mt"
    if abs(quantity_t) >= 1000:
        return f"{quantity_t / 1e3:,.1f} kt"
    return f"{quantity_t:,.0f} t"


def money(amount: Decimal | float, currency_code: str) -> str:
    """Write money with its currency, in thousands and millions where it is much."""
    number = float(amount)
    for size, suffix in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if abs(number) >= size:
            return f"{number / size:,.2f}{suffix} {currency_code}"
    return f"{number:,.2f} {currency_code}"


def exact(amount: Decimal, currency_code: str) -> str:
    """Write money to the cent."""
    return f"{amount:,.2f} {currency_code}"


def measure_word(measure: Measure) -> str:
    """Write what a capacity counts, as in "a TEU" and "a wagon"."""
    return measure.value if measure is Measure.TEU else measure.lower()


def added_in_words(expansions: Sequence[Expansion], *, with_periods: bool) -> str:
    """Write what is added to which capacity, each capacity named once.

    Parameters
    ----------
    expansions
        What is added, in the order in which it is told.
    with_periods
        Whether to say in which period.
    """
    parts: dict[tuple[str, Measure], list[str]] = {}
    for each in expansions:
        period = f" in {each.period_id}" if with_periods else ""
        amounts = parts.setdefault((each.resource_id, each.measure), [])
        amounts.append(f"+{each.added:,.1f}{period}")
    return "; ".join(
        f"{resource_id} ({measure_word(measure)}) {', '.join(amounts)}"
        for (resource_id, measure), amounts in parts.items()
    )
