"""What docs/tariffs.md works out by hand is what comes out."""

import re
from datetime import date
from decimal import Decimal
from math import prod
from pathlib import Path

import pytest
from hauls import TARIFF, HaulNetwork

from optimizer.analysis.planning import optimize_plan
from optimizer.analysis.quotes import QuoteBook, QuoteQuery
from optimizer.domain.hauls import ChargeObject
from optimizer.domain.tariffs import TariffBasis
from optimizer.solve.options import PlanOptions
from optimizer.tables.reading import read_folder
from optimizer.tariff.consignments import one_vehicle
from optimizer.tariff.haul_book import HaulBook
from optimizer.tariff.receipts import ReceiptLineKind

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "tariffs.md").read_text("utf-8")


def cells(heading):
    """Cells of the row of a table that starts with a heading."""
    (row,) = re.findall(rf"^\| {re.escape(heading)} \|(.*)\|$", TEXT, re.MULTILINE)
    return [cell.strip() for cell in row.split("|")]


def amount(text):
    return Decimal(text.replace(",", ""))


@pytest.fixture
def book():
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
    dataset = network.dataset()
    (wheat,) = (c for c in dataset.commodities if c.commodity_id == "wheat")
    return HaulBook(dataset), one_vehicle(wheat)


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
