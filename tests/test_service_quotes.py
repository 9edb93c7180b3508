"""Quotes of a real server: alike however they are asked for, and open to people."""

import json
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from commands import invoke, words
from corridor_cli.exit_codes import ExitCode
from corridor_client import (
    Client,
    DatasetNotFoundError,
    InvalidDatasetError,
    InvalidRequestError,
    QuoteQuery,
    ReceiptLineKind,
)
from serving import running_server

pytestmark = pytest.mark.integration

REFERENCE = "middle-corridor"
FOLDER = Path(__file__).parents[1] / "datasets" / REFERENCE


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    with Client(server.address) as client:
        yield client


@pytest.fixture
def run(server):
    return partial(invoke, server)


def query(**fields):
    known = {
        "origin_node_id": "KZ_ALT",
        "destination_node_id": "GE_PTI",
        "commodity_id": "container-40",
        "quantity": Decimal(2),
        "day": date(2025, 6, 1),
        "regime_id": "national",
    }
    return QuoteQuery(**(known | fields))


def test_a_quote_is_the_same_however_the_dataset_is_given(client):
    """Kept by the server or brought along, alone or among others."""
    stored = client.quote(REFERENCE, query())
    brought = client.quote(FOLDER, query())
    ((among, _), (other, _)) = (
        (result.quote, result.error)
        for result in client.batch_quote(
            REFERENCE, [query(), query(regime_id="unified")]
        )
    )

    assert stored == brought == among
    assert other.routes[0].total < stored.routes[0].total
    assert stored.query == query(route_count=3)


def test_receipts_arrive_with_every_number(client):
    """A caller can work out the charge again from what is sent."""
    quote = client.quote(REFERENCE, query(regime_id="unified"))
    haul = quote.charges[0].receipt
    products = [
        line.objects * line.per_km * line.distance_km
        for line in haul.lines
        if line.kind is ReceiptLineKind.BASE
    ]

    assert sum(products) == haul.amount == haul.total
    assert haul.exchange_rate == 1
    assert haul.exchange_date is None
    total = sum(charge.receipt.total for charge in quote.charges)
    assert abs(total - quote.routes[0].total) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("fields", "reason", "text"),
    [
        ({"origin_node_id": ""}, "INVALID_REQUEST", "origin_node_id"),
        ({"destination_node_id": "KZ_ALT"}, "INVALID_REQUEST", "destination_node_id"),
        ({"quantity": Decimal(0)}, "INVALID_REQUEST", "quantity"),
        ({"quantity": Decimal("1e-12")}, "INVALID_REQUEST", "digits"),
        ({"quantity": Decimal(10) ** 30}, "INVALID_REQUEST", "digits"),
        ({"route_count": 11}, "INVALID_REQUEST", "from 1 to 10"),
        ({"origin_node_id": "KZ_ALX"}, "UNKNOWN_ROW", "did you mean 'KZ_A"),
        ({"commodity_id": "coals"}, "UNKNOWN_ROW", "commodities"),
        ({"regime_id": "unifed"}, "UNKNOWN_REGIME", "'unified'"),
    ],
)
def test_a_query_that_cannot_be_answered_is_told_by_its_reason(
    client, fields, reason, text
):
    """Alone it is an error; among others it leaves them their answer."""
    with pytest.raises(InvalidRequestError, match=text) as error:
        client.quote(REFERENCE, query(**fields))
    refused, answered = client.batch_quote(REFERENCE, [query(**fields), query()])

    assert error.value.reason == refused.error.reason == reason
    assert str(refused.error) == str(error.value)
    assert refused.quote is None
    assert answered.quote.routes


def test_a_batch_holds_from_one_to_a_thousand_queries(client):
    """More is refused whole; as many as may be are answered in their order."""
    queries = [query(quantity=Decimal(n + 1)) for n in range(1000)]
    results = client.batch_quote(REFERENCE, queries)

    assert [r.quote.query.quantity for r in results] == [q.quantity for q in queries]
    for count in (0, 1001):
        with pytest.raises(InvalidRequestError, match=f"there are {count}"):
            client.batch_quote(REFERENCE, (queries * 2)[:count])


def test_a_dataset_that_cannot_be_used_is_refused(client, tmp_path):
    """As for a plan."""
    broken = tmp_path / "rows.json"
    broken.write_text("{}")

    with pytest.raises(DatasetNotFoundError):
        client.quote("midle-corridor", query())
    with pytest.raises(InvalidDatasetError):
        client.quote(broken, query())


QUOTE = (
    *("quote", REFERENCE, "--from", "KZ_ALT", "--to", "GE_PTI"),
    *("--commodity", "container-40", "--quantity", "2", "--date", "2025-06-01"),
)


def test_the_command_prints_a_receipt_and_the_next_routes(run):
    """A person can work it out again."""
    done = run(*QUOTE, "--regime", "unified")
    text = words(done.stdout)

    assert done.exit_code == ExitCode.DONE
    assert "2 TEU x 1,000 km x 0.28849 = 576.98 USD (unified-container-0)" in text
    assert "1 wagons x 60 = 60 USD (kuryk-wagon)" in text
    assert "Total 2,343.97" in text
    assert "Next cheapest routes" in text


def test_the_command_prints_json(run):
    """Numbers as decimal strings, days in ISO 8601."""
    done = run(*QUOTE, "--json")
    quote = json.loads(done.stdout)

    assert quote["regime_id"] == "national"
    assert quote["query"]["day"] == "2025-06-01"
    assert quote["routes"][0]["total"] == "2928.92"
    assert quote["charges"][0]["receipt"]["lines"][0]["per_km"] == "0.2125"


@pytest.mark.parametrize(
    ("option", "value", "text"),
    [
        ("--quantity", "two", "--quantity is 'two'"),
        ("--date", "June", "--date is 'June'"),
        ("--from", "KZ_ALX", "did you mean 'KZ_A"),
    ],
)
def test_the_command_says_which_option_is_wrong(run, option, value, text):
    """The last of two options counts."""
    done = run(*QUOTE, option, value)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert text in words(done.stderr)


def test_without_a_route_the_command_names_what_is_closed(run):
    """Oil does not go by container feeder, and there is an exit code for that."""
    done = run(*QUOTE, "--commodity", "crude-oil")

    assert done.exit_code == ExitCode.NO_PLAN
    assert "none is open and priced" in words(done.stdout)
    assert "closed" in words(done.stdout)
