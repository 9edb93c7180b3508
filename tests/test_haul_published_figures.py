"""Figures that carriers publish come out as they are printed.

Tables that follow a formula are made from it here, and the printed figures are checked
one by one.
"""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hauls import DAY, HaulNetwork, answer, check_sums, commodity_of, steps, total

from optimizer.domain.hauls import ChargeObject
from optimizer.tariff.haul_book import HaulBook

ORES_BY_LOAD = {
    25: "17.72",
    30: "16.47",
    35: "14.71",
    40: "13.28",
    45: "12.05",
    50: "11.16",
    55: "10.45",
    60: "9.75",
}
"""Dollars per tonne of ores from Poti to Gardabani, by tonnes in a wagon."""

OTHERS_BY_LOAD = {25: "22.14", 30: "20.59"}
"""The same for other cargo."""


def georgia():
    """Poti to Gardabani, 360 km; rates up to each printed load, the last without end."""
    built = HaulNetwork(distance_km=360).tariff()
    for tariff_class, series in (("ores", ORES_BY_LOAD), ("other", OTHERS_BY_LOAD)):
        lower = 0
        for load_t, price in series.items():
            built.haul_rate(
                f"{tariff_class}-{load_t}",
                fixed=price,
                tariff_class=tariff_class,
                above_load_t=float(lower),
                to_load_t=None if load_t == 60 else float(load_t),
            )
            lower = load_t
    return built


@pytest.mark.parametrize(
    ("tariff_class", "load_t", "price"),
    [
        *(("ores", load_t, price) for load_t, price in ORES_BY_LOAD.items()),
        *(("other", load_t, price) for load_t, price in OTHERS_BY_LOAD.items()),
        ("ores", 26, "16.47"),  # above 25 t
        ("ores", 72, "9.75"),  # without end
    ],
)
def test_a_tonne_pays_by_the_load_of_its_wagon(tariff_class, load_t, price):
    """Georgia 2016: a wagon that carries more is cheaper by the tonne."""
    built = georgia()
    built.wagon("goods", load_t, tariff_class=tariff_class)
    dataset = built.dataset()
    goods = commodity_of(dataset, "goods")

    charge = HaulBook(dataset).unit_charge("haul", "a", "b", goods, DAY)

    assert charge == Decimal(price)


METERS = {
    # Crossing, class and emptiness: dollars per meter of wagon.
    ("kuryk", "wagon", False): "48",
    ("kuryk", "wagon", True): "39",
    ("kuryk", "tank", False): "81",
    ("kuryk", "tank", True): "35",
    ("turkmenbashi", "wagon", False): "43",
    ("turkmenbashi", "wagon", True): "34",
    ("turkmenbashi", "tank", False): "68",
    ("turkmenbashi", "tank", True): "30",
}
BOXES = {("kuryk", 40): 1200, ("kuryk", 20): 600, ("turkmenbashi", 40): 1000}


def ferries():
    """From Alat (a) by ferry: each crossing has rates of its own, whatever the length."""
    built = HaulNetwork().tariff()
    built.nodes("kuryk", "turkmenbashi")
    for port in ("kuryk", "turkmenbashi"):
        built.distance("a", port, 500)
    for (port, name, is_empty), price in METERS.items():
        for tariff_class in {"wagon": ("wagon", "long-wagon")}.get(name, (name,)):
            built.haul_rate(
                f"{port}-{tariff_class}-{is_empty}",
                ChargeObject.WAGON_METER,
                fixed=price,
                tariff_class=tariff_class,
                is_empty=is_empty,
                entry_node_id="a",
                exit_node_id=port,
            )
    for (port, length_ft), price in BOXES.items():
        built.haul_rate(
            f"{port}-{length_ft}",
            ChargeObject.CONTAINER,
            fixed=price,
            container_length_ft=length_ft,
            entry_node_id="a",
            exit_node_id=port,
        )
    built.coefficient("long", "1.2", tariff_class="long-wagon")
    return built


@pytest.mark.parametrize(
    ("port", "tariff_class", "length_m", "is_empty", "amount"),
    [
        ("kuryk", "wagon", 14.7, False, "705.60"),  # 14.7 x 48
        ("kuryk", "wagon", 14.7, True, "573.30"),  # 14.7 x 39
        ("turkmenbashi", "wagon", 14.7, False, "632.10"),  # 14.7 x 43
        ("turkmenbashi", "wagon", 14.7, True, "499.80"),  # 14.7 x 34
        ("kuryk", "tank", 13.0, False, "1053"),  # 13 x 81
        ("kuryk", "tank", 13.0, True, "455"),  # 13 x 35
        ("turkmenbashi", "tank", 13.0, False, "884"),  # 13 x 68
        ("turkmenbashi", "tank", 13.0, True, "390"),  # 13 x 30
        ("kuryk", "long-wagon", 19.6, False, "1128.96"),  # 19.6 x 48 x 1.2
    ],
)
def test_a_wagon_pays_for_its_meters_of_deck(
    port, tariff_class, length_m, is_empty, amount
):
    """Caspian ferries: by the meter, a fifth more for wagons longer than 15 m."""
    built = ferries()
    built.wagon(
        "goods",
        70,
        tariff_class=tariff_class,
        wagon_length_m=length_m,
        is_empty=is_empty,
    )

    assert total(built, "goods", ends=("a", port)) == Decimal(amount)


def test_a_loaded_wagon_and_its_empty_return_pay_both():
    """Grain over Kuryk: 705.60 there and 573.30 back are 1,278.90 dollars."""
    built = ferries()
    for name, is_empty in (("grain", False), ("return", True)):
        fields = {"wagon_length_m": 14.7, "is_empty": is_empty}
        built.wagon(name, 70, tariff_class="wagon", **fields)

    both = [total(built, name, ends=("a", "kuryk")) for name in ("grain", "return")]

    assert sum(both) == Decimal("1278.90")


@pytest.mark.parametrize(("port", "length_ft"), BOXES)
def test_a_container_pays_by_its_length(port, length_ft):
    """Caspian ferries: one price for a 20-foot, another for a 40-foot box."""
    built = ferries()
    built.box("box", length_ft)

    receipt = answer(built, "box", ends=("a", port))

    assert (receipt.amount, receipt.objects) == (BOXES[port, length_ft], 1)


CHF_PER_KM = {20: "1.75", 30: "2.45", 40: "3.15"}
"""What the printed tables of belts of 10 km follow, at the middle of each belt."""


def belts(distance_km):
    """MTT: whole francs by belts of 10 km; empty containers pay half."""
    built = HaulNetwork(distance_km=distance_km).tariff(money_step=1)
    for length_ft, per_km in CHF_PER_KM.items():
        for above_km in range(330, 650, 10):
            price = Decimal(per_km) * (above_km + 5)
            built.haul_rate(
                f"{length_ft}-{above_km}",
                ChargeObject.CONTAINER,
                fixed=price.quantize(Decimal(1), ROUND_HALF_UP),
                container_length_ft=length_ft,
                above_km=float(above_km),
                to_km=float(above_km + 10),
            )
        built.box(f"box{length_ft}", length_ft, tariff_class="box")
        built.box(f"empty{length_ft}", length_ft, tariff_class="box", is_empty=True)
    built.coefficient("empty", "0.5", is_empty=True)
    return built


@pytest.mark.parametrize(
    ("distance_km", "box20", "box40"),
    [
        (335, 586, 1055),
        (331, 586, 1055),  # the same belt
        (340, 586, 1055),
        (351, 621, 1118),
        (360, 621, 1118),
        (645, 1129, 2032),
        (650, 1129, 2032),
    ],
)
def test_a_belt_has_one_charge_for_all_its_distances(distance_km, box20, box40):
    """MTT containers: the belt that holds the distance is charged as a whole."""
    built = belts(distance_km)

    assert (total(built, "box20"), total(built, "box40")) == (box20, box40)


@pytest.mark.parametrize(
    ("distance_km", "empty20", "empty40"),
    [
        (335, 293, 528),  # 293 and 527.5
        (355, 311, 559),  # 310.5 and 559
        (645, 565, 1016),  # 564.5 and 1,016
    ],
)
def test_an_empty_container_pays_half(distance_km, empty20, empty40):
    """MTT: to whole francs, half up."""
    built = belts(distance_km)

    assert (total(built, "empty20"), total(built, "empty40")) == (empty20, empty40)


GENERAL = {1500: "1.00", 2000: "0.80", 3000: "0.65", 4000: "0.50", 5000: "0.40"}
KAZAKHSTAN = {
    20: {2000: "0.38", 3000: "0.49", 3700: "0.34", 4000: "0.31", None: "0.33"},
    40: {2000: "0.34", 3000: "0.44", 3700: "0.30", 4000: "0.28", None: "0.30"},
}


def coefficients(distance_km, series, **conditions):
    """ETT: a linear table of francs, multiplied by belt of distance."""
    built = HaulNetwork(distance_km=distance_km).tariff()
    for length_ft, per_km in CHF_PER_KM.items():
        built.haul_rate(
            f"{length_ft}",
            ChargeObject.CONTAINER,
            per_km=per_km,
            container_length_ft=length_ft,
        )
        built.box(f"box{length_ft}", length_ft)
    lower = 0
    for to_km, factor in series.items():
        belt = {"above_km": float(lower), "to_km": to_km and float(to_km)}
        built.coefficient(f"to-{to_km}", factor, **belt, **conditions)
        lower = to_km
    return built


@pytest.mark.parametrize(
    ("distance_km", "amount"),
    [
        (1500, "4725"),  # x 3.15
        (1501, "3782.52"),  # x 0.80: the total falls behind each border
        (2000, "5040"),
        (2001, "4097.0475"),  # x 0.65
        (3000, "6142.5"),
        (3128, "4926.6"),  # x 0.50
        (4000, "6300"),
        (4001, "5041.26"),  # x 0.40
        (5000, "6300"),
        (5001, "4725.945"),  # x 0.30
    ],
)
def test_a_coefficient_multiplies_the_whole_charge(distance_km, amount):
    """ETT containers of 40 feet."""
    built = coefficients(distance_km, {**GENERAL, None: "0.30"})

    assert total(built, "box40") == Decimal(amount)


@pytest.mark.parametrize("length_ft", KAZAKHSTAN)
@pytest.mark.parametrize(
    ("distance_km", "border"),
    [
        (2000, 2000),
        (2001, 3000),
        (3000, 3000),
        (3001, 3700),
        (3128, 3700),
        (3700, 3700),
        (3701, 4000),
        (4000, 4000),
        (4001, None),
    ],
)
def test_kazakhstan_has_coefficients_by_belt_and_length(length_ft, distance_km, border):
    """They do not fall with the distance: 2,001 km cost a third more than 2,000."""
    series = KAZAKHSTAN[length_ft]
    built = coefficients(distance_km, series, container_length_ft=length_ft)

    receipt = answer(built, f"box{length_ft}")

    assert receipt.amount == (
        Decimal(CHF_PER_KM[length_ft]) * distance_km * Decimal(series[border])
    )
    assert [kind for kind, _, _ in steps(receipt)] == ["BASE", "COEFFICIENT"]
    check_sums(receipt)


def test_a_special_rate_per_kilometer():
    """Kazakhstan about 2015: 0.24 dollars x 3,128 km, Altynkol to Aktau."""
    built = HaulNetwork(distance_km=3128).tariff()
    built.box("box")
    built.haul_rate(
        "special", ChargeObject.CONTAINER, per_km="0.24", container_length_ft=40
    )

    assert total(built, "box") == Decimal("750.72")
