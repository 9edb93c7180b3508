"""What docs/tariffs.md works out by hand is what comes out."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import prod
from pathlib import Path

import pytest
from commands import CHECK_TARIFFS, invoke, planning_server, words
from corridor.v1 import tariff_check_pb2
from hauls import TARIFF, HaulNetwork

from optimizer.analysis.comparing_regimes import compare_regimes
from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.quotes import QuoteBook, QuoteQuery
from optimizer.domain.hauls import ChargeObject
from optimizer.domain.receipts import ReceiptLineKind
from optimizer.domain.tariffs import TariffBasis
from optimizer.service.dataset_sources import FolderSource
from optimizer.service.tariff_check_work import check_tariffs
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_folder
from optimizer.tariff.consignments import one_vehicle
from optimizer.tariff.division import DivisionRule, Section, divide
from optimizer.tariff.division_terms import DivisionTerms
from optimizer.tariff.haul_book import HaulBook

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "tariffs.md").read_text("utf-8")


def cells(heading):
    """Cells of the row of a table that starts with a heading."""
    (row,) = re.findall(rf"^\| {re.escape(heading)} \|(.*)\|$", TEXT, re.MULTILINE)
    return [cell.strip() for cell in row.split("|")]


def amount(text):
    return Decimal(text.replace(",", ""))


def example():
    """The tariff of the example, and a wagon of 70 t."""
    network = HaulNetwork(distance_km=1_200)
    network.tariff(basis=TariffBasis.HAUL)
    network.wagon("wheat", load_t=70)
    network.haul_rate("near", ChargeObject.TONNE, per_km="0.03", to_km=1_000.0)
    network.haul_rate(
        "far", ChargeObject.TONNE, fixed="5", per_km="0.025", above_km=1_000.0
    )
    network.coefficient("harvest", "1.1", first_month=9, last_month=11)
    network.surcharge("guard", "2")
    return network


def opened(network):
    dataset = network.dataset()
    (wheat,) = (c for c in dataset.commodities if c.commodity_id == "wheat")
    return HaulBook(dataset), one_vehicle(wheat)


@pytest.fixture
def book():
    return opened(example())


def receipt(book, day):
    tariffs, wagon = book
    return tariffs.receipt(TARIFF, "a", "b", wagon, day)


def test_the_haul_worked_out_by_hand_is_the_receipt(book):
    """Line by line, to the cent."""
    october = receipt(book, date(2025, 10, 1))
    running = {line.kind: round(line.running, 2) for line in october.lines}

    assert running == {
        ReceiptLineKind.BASE: amount(cells("base")[1]),
        ReceiptLineKind.COEFFICIENT: amount(cells("harvest")[1]),
        ReceiptLineKind.SURCHARGE: amount(cells("guard")[1]),
    }


def test_the_discount_worked_out_by_hand_is_the_receipt():
    """The table's tiers, their shares, and what the wagon pays."""
    names = ("above 10,000 t", "above 30,000 t")
    tiers = [[amount(cell) for cell in cells(name)] for name in names]
    network = example()
    for name, (_, percent, _) in zip(names, tiers, strict=True):
        start = amount(name.split()[1])
        network.discount(f"from-{start}", start, percent)
    tariffs, wagon = opened(network)
    all_of_it = [amount(cell) for cell in cells("all") if cell]
    tendered = replace(wagon, tendered_t=all_of_it[0])
    october = tariffs.receipt(TARIFF, "a", "b", tendered, date(2025, 10, 1))

    lines = [x for x in october.lines if x.kind is ReceiptLineKind.DISCOUNT]
    assert [line.factor for line in lines] == [share for _, _, share in tiers]
    assert sum(line.factor for line in lines) == all_of_it[1]
    said = re.search(r"grain wagon above pays ([\d,]+\.\d+) in October", TEXT)[1]
    assert round(october.total, 2) == amount(said)


def test_the_quote_worked_out_by_hand_is_the_receipt():
    """Every product of the table, and their sum."""
    dataset = read_folder(ROOT / "datasets" / "middle-corridor").dataset
    query = QuoteQuery(
        origin_node_id="KZ_ALT",
        destination_node_id="GE_PTI",
        commodity_id="container-40",
        quantity=Decimal(2),
        day=date(2025, 6, 1),
    )
    quote = QuoteBook(dataset).quote(query, "unified")
    said = re.findall(r"^\| .* \| (\d.* x .*) \| ([\d.,]+) \|$", TEXT, re.MULTILINE)
    factors = re.compile(r"[\d.]+")
    products = [
        prod(map(Decimal, factors.findall(text.replace(",", "")))) for text, _ in said
    ]
    lines = [line for c in quote.charges for line in c.receipt.lines]
    by_hand = [line.amount for line in lines]

    assert by_hand == [amount(text) for _, text in said][-len(by_hand) :]
    assert by_hand == products[-len(by_hand) :]
    assert quote.routes[0].total == amount(cells("total, rounded half to even")[-1])


def test_out_of_season_it_pays_what_is_said(book):
    """The factor is for the harvest alone."""
    (said,) = re.findall(r"In June it pays ([\d,.]+)\. ", TEXT)

    assert round(receipt(book, date(2025, 6, 1)).total, 2) == amount(said)


@pytest.mark.parametrize(("regime_id", "column"), [("national", 0), ("unified", 1)])
def test_plans_of_the_regimes_are_those_of_the_table(regime_id, column):
    """The figures that the text draws its conclusion from."""
    dataset = read_folder(ROOT / "datasets" / "middle-corridor").dataset
    plan = optimize_plan(dataset, PlanOptions(regime_id=regime_id)).plan
    worth = {b.resource_id: b.shadow_price for b in plan.bottlenecks}

    assert plan.regime_id == regime_id
    assert plan.total_cost == amount(cells("total cost, USD")[column])
    assert round(worth["kuryk-wagons-westbound"], 2) == amount(
        cells("shadow price of a wagon Kuryk-Alat, USD")[column]
    )


@pytest.fixture
def checking():
    """A server that checks tariffs as the real one does, in this process."""

    def answer(request, _):
        # A name can only be the reference dataset's.
        named = FolderSource(ROOT / "datasets" / "middle-corridor")
        content = check_tariffs(request.SerializeToString(), named)
        return tariff_check_pb2.CheckTariffsResponse.FromString(content)

    with planning_server() as server:
        server.answers[CHECK_TARIFFS] = answer
        yield server


def test_the_check_says_what_is_shown(checking, monkeypatch):
    """The command of the text prints its lines, numbers and all."""
    (command,) = re.findall(r"^corridor (tariff check .*)$", TEXT, re.MULTILINE)
    (sample,) = re.findall(r"```text\n(ett-kazakhstan.*?)```", TEXT, re.DOTALL)
    monkeypatch.chdir(ROOT)
    done = invoke(checking, *command.split())
    printed = [words(line) for line in done.stdout.splitlines()]

    assert [s for s in sample.splitlines() if words(s) not in printed] == []


def test_a_kilometer_more_saves_what_is_said():
    """1,470 less 1,020 francs, up to where 0.33 a km come to 1,470 again."""
    (saved, until) = re.findall(r"saves\s+(\d+) francs.*before ([\d,.]+) km", TEXT)[0]

    assert amount(saved) == 3_000 * (Decimal("0.49") - Decimal("0.34"))
    assert amount(until) == round(1_470 / Decimal("0.33") + Decimal("0.0005"), 3)


def test_the_unified_tariff_has_no_finding(checking):
    """As the text says of the reference dataset."""
    done = invoke(checking, "tariff", "check", "middle-corridor", "--tariff", "unified")

    assert words(done.stdout).endswith("unified: nothing odd")


SECTIONS = (
    Section("ktz", Decimal(3128), local_charge=Decimal(500), percent=Decimal(60)),
    Section(
        "kmtf",
        Decimal(472),
        weight=Decimal(3),
        local_charge=Decimal(300),
        terminal_amount=Decimal(60),
        percent=Decimal(20),
    ),
    Section("ady", Decimal(500), local_charge=Decimal(150), percent=Decimal(12)),
    Section(
        "gr",
        Decimal(400),
        local_charge=Decimal(100),
        terminal_amount=Decimal(40),
        percent=Decimal(8),
    ),
)
"""The haul of the example of division."""


@pytest.mark.parametrize("rule", DivisionRule)
def test_shares_worked_out_by_hand_are_those_of_the_rule(rule):
    """Every rule has its row, and each row adds up to the charge."""
    shares = [amount(cell) for cell in cells(f"`{rule}` shares")]

    assert divide(Decimal(1000), SECTIONS, rule) == tuple(shares)
    assert sum(shares) == 1000


WEIGHTS = {"asco": Decimal(3), "kmtf": Decimal(3)}


@pytest.mark.parametrize(
    ("rule", "column"),
    [
        (DivisionRule.MILEAGE, 0),
        (DivisionRule.WEIGHTED_MILEAGE, 1),
        (DivisionRule.LOCAL_RATES, 2),
    ],
)
def test_gains_of_the_reference_dataset_are_those_of_the_table(rule, column):
    """Carrier by carrier, and all together."""
    comparison = compared(DivisionTerms(rule=rule, weights=WEIGHTS))
    gains = {c.carrier_id: c.gain for c in comparison.carriers}

    for carrier_id in ("ktz", "ady", "gr", "asco", "kmtf"):
        assert gains[carrier_id] == amount(cells(f"{carrier_id} gains")[column])
    assert comparison.settlement.carriers_gain == amount(
        cells("all carriers gain")[column]
    )


def test_who_lacks_what_is_as_the_text_says():
    """Nothing is won, so what shippers save is less than what carriers lose."""
    comparison = compared(DivisionTerms())
    settlement = comparison.settlement
    text = " ".join(TEXT.split())

    assert all(not d.won and not d.base_unserved for d in comparison.demands)
    assert not settlement.exists
    assert f"falls by {settlement.shippers_payment:,} USD" in text
    assert f"Shippers save {settlement.shippers_gain:,} USD" in text
    assert f"costs {-settlement.joint_gain:,} USD more in time" in text


def compared(terms):
    dataset = read_folder(ROOT / "datasets" / "middle-corridor").dataset
    regime_ids = "national", "unified"
    return compare_regimes(dataset, *regime_ids, PlanOptions(), terms).comparison
