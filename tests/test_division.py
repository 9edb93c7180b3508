"""How a through charge is divided among the carriers of its sections."""

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.domain.quantities import EXACT
from optimizer.tariff.division import DivisionRule, Section, divide

CENT = Decimal("0.01")
CORRIDOR = (
    # Kazakhstan, the Caspian, Azerbaijan, Georgia.
    Section("ktz", Decimal(3128), local_charge=Decimal(1500), percent=Decimal(50)),
    Section(
        "ferry",
        Decimal(472),
        weight=Decimal(3),
        local_charge=Decimal(1200),
        terminal_amount=Decimal(200),
        percent=Decimal(30),
    ),
    Section("ady", Decimal(500), local_charge=Decimal(500), percent=Decimal(15)),
    Section(
        "gr",
        Decimal(400),
        local_charge=Decimal(300),
        terminal_amount=Decimal(100),
        percent=Decimal(5),
    ),
)


def sections_of(column, *numbers):
    fields = {"distance_km": Decimal(0)}
    return [
        Section(f"c{n}", **(fields | {column: Decimal(number)}))
        for n, number in enumerate(numbers)
    ]


@pytest.mark.parametrize(
    ("rule", "shares"),
    [
        # 4,500 km: 3,128, 472, 500 and 400 of them, at a dollar each.
        (DivisionRule.MILEAGE, "3128.00 472.00 500.00 400.00"),
        # 5,444 weighted km, the sea counts 1,416: 4500 / 5444 = 0.82660 each.
        (DivisionRule.WEIGHTED_MILEAGE, "2585.60 1170.46 413.30 330.64"),
        # 1500 : 1200 : 500 : 300 of 3,500.
        (DivisionRule.LOCAL_RATES, "1928.57 1542.86 642.86 385.71"),
        # 300 for terminals, 4,200 / 4,500 for a kilometer.
        (DivisionRule.TERMINAL_THEN_MILEAGE, "2919.47 640.53 466.67 473.33"),
        (DivisionRule.FIXED_PERCENT, "2250.00 1350.00 675.00 225.00"),
    ],
)
def test_a_rule_decides_what_shares_are_in_proportion_to(rule, shares):
    """4,500 dollars from Altynkol to Poti, by each of the rules in use."""
    assert divide(Decimal(4500), CORRIDOR, rule) == tuple(map(Decimal, shares.split()))


def test_rate_factors_split_as_railways_print_them():
    """The classic example: factors 46 and 110 give 46 / (46 + 110) = 29 %."""
    factors = sections_of("local_charge", 46, 110)

    shares = divide(Decimal(100), factors, DivisionRule.LOCAL_RATES, step=Decimal(1))

    assert shares == (29, 71)


@pytest.mark.parametrize(
    ("charge", "distances_km", "shares"),
    [
        ("0.01", (1, 1), "0.01 0.00"),  # of equal remainders the first
        ("0.02", (1, 1, 1), "0.01 0.01 0.00"),
        ("100", (1, 1, 1), "33.34 33.33 33.33"),
        ("0.05", (1, 2, 2), "0.01 0.02 0.02"),  # nothing is left over
        ("0.10", (1, 1, 4), "0.02 0.02 0.06"),  # remainders 2/3, 2/3, 2/3
        ("0.125", (1, 1), "0.06 0.06"),  # 0.12: half to even
        ("0.135", (1, 1), "0.07 0.07"),  # 0.14
        ("0", (1, 2), "0.00 0.00"),
    ],
)
def test_missing_steps_go_to_the_largest_remainders(charge, distances_km, shares):
    """No cent is lost or made; who gets the odd one is settled beforehand."""
    sections = sections_of("distance_km", *distances_km)

    divided = divide(Decimal(charge), sections, DivisionRule.MILEAGE)

    assert divided == tuple(map(Decimal, shares.split()))


def test_terminals_beyond_the_charge_are_scaled_down():
    """Terminals of 300 and 100 share a charge of 200 as 3 to 1."""
    sections = sections_of("terminal_amount", 300, 100)

    shares = divide(Decimal(200), sections, DivisionRule.TERMINAL_THEN_MILEAGE)

    assert shares == (150, 50)


def test_terminals_that_use_up_the_charge_need_no_distances():
    """Nothing is left that kilometers would divide."""
    sections = sections_of("terminal_amount", 300, 100)

    shares = divide(Decimal(400), sections, DivisionRule.TERMINAL_THEN_MILEAGE)

    assert shares == (300, 100)


@pytest.mark.parametrize(
    ("fields", "rule", "message"),
    [
        ([], DivisionRule.MILEAGE, "no section"),
        ([{}, {}], DivisionRule.MILEAGE, "every section's distance is 0"),
        ([{}], DivisionRule.WEIGHTED_MILEAGE, "every section's weighted distance"),
        (
            [{"distance_km": Decimal(5), "weight": Decimal(0)}],
            DivisionRule.WEIGHTED_MILEAGE,
            "weighted distance is 0",
        ),
        ([{}], DivisionRule.TERMINAL_THEN_MILEAGE, "every section's distance is 0"),
        (
            [{"local_charge": Decimal(1)}, {}],
            DivisionRule.LOCAL_RATES,
            "'c1' has no local_charge",
        ),
        ([{"local_charge": Decimal(0)}], DivisionRule.LOCAL_RATES, "local charge is 0"),
        ([{}], DivisionRule.FIXED_PERCENT, "'c0' has no percent"),
        (
            [{"percent": Decimal(60)}, {"percent": Decimal("39.9")}],
            DivisionRule.FIXED_PERCENT,
            "add up to 99.9",
        ),
    ],
)
def test_sections_that_do_not_say_enough_are_refused(fields, rule, message):
    """A share that nobody agreed on is never invented."""
    sections = [
        Section(f"c{n}", **({"distance_km": Decimal(0)} | given))
        for n, given in enumerate(fields)
    ]

    with pytest.raises(ValueError, match=message):
        divide(Decimal(100), sections, rule)


@pytest.mark.parametrize("number", ["-1", "NaN", "Infinity"])
@pytest.mark.parametrize(
    "column", ["distance_km", "weight", "local_charge", "terminal_amount", "percent"]
)
def test_a_section_counts_in_numbers_of_at_least_0(column, number):
    """A negative part would take money from the others."""
    with pytest.raises(ValueError, match=f"{column} of 'c0' is {number}"):
        sections_of(column, number)


@pytest.mark.parametrize(
    ("charge", "step", "message"),
    [
        ("-1", "0.01", "the charge is -1"),
        ("NaN", "0.01", "the charge is NaN"),
        ("1", "-0.01", "the step is -0.01"),
        ("1", "0", "the step is 0"),
    ],
)
def test_money_is_divided_in_steps_above_0(charge, step, message):
    """A charge below 0 or a step of 0 is a mistake further up."""
    sections = sections_of("distance_km", 1)

    with pytest.raises(ValueError, match=message):
        divide(Decimal(charge), sections, DivisionRule.MILEAGE, Decimal(step))


charges = st.decimals(0, 10**9, places=4)
positive = st.decimals("0.01", 10_000, places=2)
steps = st.sampled_from([Decimal("0.01"), Decimal("0.05"), Decimal(1), Decimal("0.3")])
rules = st.sampled_from(DivisionRule)


@st.composite
def agreements(draw):
    """Sections that state all that any rule asks for."""
    count = draw(st.integers(1, 6))
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=count, max_size=count)))
    percents = [b - a for a, b in zip([0, *cuts[:-1]], [*cuts[:-1], 100], strict=True)]
    return [
        Section(
            f"c{n}",
            distance_km=draw(positive),
            weight=draw(positive),
            local_charge=draw(positive),
            terminal_amount=draw(positive),
            percent=Decimal(percent),
        )
        for n, percent in enumerate(percents)
    ]


@given(charges, agreements(), rules, steps)
def test_shares_add_up_to_the_rounded_charge(charge, sections, rule, step):
    """To the last step, and none is below 0."""
    shares = divide(charge, sections, rule, step)

    rounded = (charge / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step
    assert sum(shares) == rounded
    assert all(share >= 0 and share % step == 0 for share in shares)


@given(charges, agreements(), rules, steps)
def test_a_share_is_less_than_a_step_from_the_exact_one(charge, sections, rule, step):
    """What a thousandth of the step would give each, all but exactly."""
    shares = divide(charge, sections, rule, step)
    total = sum(shares)

    fine = divide(total, sections, rule, step / 1000)

    for share, close in zip(shares, fine, strict=True):
        assert abs(share - close) < step * Decimal("1.001")


@given(charges, agreements(), positive, steps)
def test_shares_do_not_depend_on_the_unit_of_length(charge, sections, scale, step):
    """In miles each carrier earns what it earns in kilometers."""
    scaled = [
        Section(part.carrier_id, EXACT.multiply(part.distance_km, scale))
        for part in sections
    ]

    one, other = (
        divide(charge, parts, DivisionRule.MILEAGE, step)
        for parts in (sections, scaled)
    )

    assert one == other


@given(charges, agreements(), st.integers(2, 50))
def test_shares_grow_with_the_charge(charge, sections, times):
    """Of many charges at once each gets as many times its share, up to rounding."""
    once = charge.quantize(CENT, ROUND_HALF_EVEN)
    rule = DivisionRule.LOCAL_RATES

    one, many = (divide(c, sections, rule) for c in (once, once * times))

    for share, product in zip(one, many, strict=True):
        assert abs(share * times - product) < CENT * (times + 1)


@given(charges, agreements(), rules, st.randoms())
def test_the_order_matters_to_equal_remainders_alone(charge, sections, rule, random):
    """Whoever travels first gains a step over an equal one, and nothing else."""
    order = list(range(len(sections)))
    random.shuffle(order)

    straight = divide(charge, sections, rule)
    mixed = divide(charge, [sections[n] for n in order], rule)

    moved = dict(zip(order, mixed, strict=True))
    assert sum(moved.values()) == sum(straight)
    assert all(abs(moved[n] - share) <= CENT for n, share in enumerate(straight))


@given(charges, st.lists(st.integers(1, 5000), min_size=1, max_size=6, unique=True))
def test_without_equal_remainders_the_order_does_not_matter(charge, distances_km):
    """Shares go with their sections, wherever these stand."""
    sections = sections_of("distance_km", *distances_km)
    total = round(Fraction(charge) * 100)
    rests = {total * km % sum(distances_km) for km in distances_km}

    straight = divide(charge, sections, DivisionRule.MILEAGE)
    reverse = divide(charge, sections[::-1], DivisionRule.MILEAGE)

    assert straight == reverse[::-1] or len(rests) < len(distances_km)


@given(charges, agreements(), rules, st.integers(2, 6))
def test_equal_sections_share_alike_within_a_step(charge, sections, rule, count):
    """The first of them may get the odd step."""
    one = sections[0]
    twins = [
        Section(
            f"twin{n}",
            one.distance_km,
            one.weight,
            one.local_charge,
            one.terminal_amount,
            Decimal(1),
        )
        for n in range(count)
    ]
    rest = Section("rest", *[Decimal(1)] * 4, Decimal(100 - count))

    shares = divide(charge, [*twins, rest], rule)[:-1]

    assert max(shares) - min(shares) <= CENT
    assert list(shares) == sorted(shares, reverse=True)
