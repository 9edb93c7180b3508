"""Grids: what is interpolated is what a solve of the point itself gives."""

import json
from itertools import product

import pytest
from commands import invoke
from corridor_cli.exit_codes import ExitCode
from corridor_cli.grids import axis_of
from corridor_client import AsyncClient, Client, InvalidRequestError, SweepAxis
from networks import Network
from planted import planted
from serving import running_server

from optimizer.analysis.parametric import Sweep
from optimizer.domain.scenarios import Variant, applied
from optimizer.solve.options import PlanOptions
from optimizer.tables.scenario_files import read_scenario

REFERENCE = "middle-corridor"


def sweep_of(dataset, targets, **options):
    def scenario_at(amounts):
        changes = [
            {"set": target, "to": amount}
            for target, amount in zip(targets, amounts, strict=True)
        ]
        document = {"scenario_id": "p", "title": "p", "changes": changes}
        return read_scenario("p.json", json.dumps(document).encode())

    return Sweep(Variant(dataset), PlanOptions(**options), scenario_at)


def factors(first, last, count):
    steps = (first + (last - first) * i / (count - 1) for i in range(count))
    return [f"x{step:.6f}" for step in steps]


FAMILIES = [
    ("resource.*.capacity", "demand.*.volume"),
    ("demand.*.volume", "rate.*.amount"),
    ("rate.*.amount", "resource.*.capacity"),
]


@pytest.mark.parametrize("seed", range(36))
def test_every_point_costs_what_its_own_solve_costs(seed):
    """Capacities, volumes and rates, two at a time."""
    targets = FAMILIES[seed % 3]
    sweep = sweep_of(planted(seed).dataset, targets)
    points = list(product(factors(0.5, 1.5, 6), factors(0.7, 1.3, 5)))
    for row in sweep.rows(points):
        variant = applied(sweep.base, sweep.scenario_at(row.amounts))
        plan = sweep.plan(variant).result.plan

        if plan is None:
            assert row.total_cost is None
        else:
            cost = float(plan.total_cost)
            assert float(row.total_cost) == pytest.approx(cost, rel=1e-6, abs=0.02)


def two_legs():
    network = Network()
    network.nodes("a", "b")
    network.commodity("grain")
    network.leg("cheap", "a", "b", rate="10")
    network.leg("dear", "a", "b", rate="25")
    network.resource("limit", 50, "cheap")
    network.demand("all", "a", "b", 100, price="100")
    return network.dataset()


def test_a_straight_line_takes_its_ends_and_its_kink():
    """Up to 100 more of the limit saves 15 each; beyond, nothing."""
    sweep = sweep_of(two_legs(), ["resource.limit.capacity"])
    rows = sweep.rows([(str(10 * i),) for i in range(21)])

    assert [row.total_cost for row in rows] == [
        2500 - 150 * min(i, 10) for i in range(21)
    ]
    assert sum(not row.is_interpolated for row in rows) == 3
    assert rows[3].served_t == pytest.approx(100)


def test_rows_do_not_depend_on_blocks_beyond_their_own():
    """What is asked twice is answered twice alike."""
    points = [(str(10 * i),) for i in range(11)]
    one, two = (
        sweep_of(two_legs(), ["resource.limit.capacity"]).rows(points) for _ in range(2)
    )

    assert one == two


def test_whole_numbers_are_never_interpolated():
    sweep = sweep_of(two_legs(), ["resource.limit.capacity"], integer_decisions=True)
    rows = sweep.rows([("10",), ("20",), ("30",)])

    assert not any(row.is_interpolated for row in rows)


def test_points_that_cannot_be_planned_say_why():
    """A negative capacity; the others go on."""
    sweep = sweep_of(two_legs(), ["resource.limit.capacity"])
    bad, good = sweep.rows([("-100",), ("60",)])

    assert bad.reason == "INVALID_SCENARIO"
    assert good.total_cost == 60 * 10 + 40 * 25


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("a=x0.8..x1.2:5", ("x0.8", "x0.9", "x1", "x1.1", "x1.2")),
        ("a=-10%..+10%:3", ("-10%", "+0%", "+10%")),
        ("a=0..100:3", ("0", "50", "100")),
        ("a=0,50", ("0", "50")),
        ("a.[b=c].d=+5", ("+5",)),
    ],
)
def test_steps_are_read_as_they_are_meant(text, amounts):
    assert axis_of(text).amounts == amounts


@pytest.mark.parametrize("text", ["a", "a=", "a=1..2", "a=1..2:1", "a=x1..2:3"])
def test_steps_that_say_nothing_are_refused(text):
    with pytest.raises(Exception, match="--vary"):
        axis_of(text)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.mark.integration
def test_the_command_writes_every_point(server, tmp_path):
    file = tmp_path / "grid.csv"
    done = invoke(
        server,
        *("sweep", REFERENCE, "--csv", str(file), "--json"),
        *("--vary", "carbon.price=0,20", "--vary", "leg.kuryk-alat-ferry.rate=-5,+5"),
    )
    rows = json.loads(done.stdout)["rows"]

    assert done.exit_code == ExitCode.DONE, done.stderr
    assert [row["amounts"] for row in rows] == [
        ["0", "-5"],
        ["0", "+5"],
        ["20", "-5"],
        ["20", "+5"],
    ]
    assert len(file.read_text("utf-8").splitlines()) == 5


@pytest.mark.integration
def test_grids_that_make_no_sense_are_refused(server):
    """Too many points, too many numbers, none."""
    many = SweepAxis(target="carbon.price", amounts=tuple(map(str, range(1000))))
    one = SweepAxis(target="carbon.price", amounts=("1",))
    none = SweepAxis(target="carbon.price", amounts=())
    with Client(server.address) as client:
        for axes, words in (
            ([many, many], "1,000,000 points"),
            ([one] * 4, "give 1 to 3"),
            ([], "give 1 to 3"),
            ([none], "its amounts"),
        ):
            with pytest.raises(InvalidRequestError, match=words):
                list(client.stream_sweep(REFERENCE, axes))


@pytest.mark.integration
async def test_the_awaited_client_sweeps_alike(server):
    axis = SweepAxis(target="carbon.price", amounts=("0", "10", "20"))
    async with AsyncClient(server.address) as client:
        awaited = [part async for part in client.stream_sweep(REFERENCE, [axis])]
    with Client(server.address) as client:
        assert awaited == list(client.stream_sweep(REFERENCE, [axis]))
