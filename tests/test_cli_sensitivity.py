"""The commands of ladders, ranges and trade-offs, and what they refuse."""

import csv
import json
from functools import partial

import pytest
from commands import invoke
from corridor_cli.exit_codes import ExitCode
from corridor_client import (
    AsyncClient,
    Client,
    InvalidRequestError,
    ScenarioFile,
)
from serving import running_server

pytestmark = pytest.mark.integration

REFERENCE = "middle-corridor"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def run(server):
    return partial(invoke, server)


def test_a_chart_has_the_same_bytes_each_time(run, tmp_path):
    files = [tmp_path / name for name in ("a.svg", "b.svg", "a.png", "b.png")]
    for file in files:
        done = run("bottlenecks", REFERENCE, "--plot", str(file))
        assert done.exit_code == ExitCode.DONE, done.stderr
    one, two, three, four = (file.read_bytes() for file in files)

    assert one == two
    assert three == four
    assert b"Saving, million USD" in one or b"<svg" in one
    assert three.startswith(b"\x89PNG")


def test_two_numbers_are_drawn_as_a_map(run, tmp_path):
    """A point without a plan is left white."""
    numbers = ("--vary", "carbon.price=0,50", "--vary", "demand.*.volume=x1,+-5,x2")
    chart = tmp_path / "map.svg"

    done = run("sweep", REFERENCE, *numbers, "--plot", str(chart))

    assert done.exit_code == ExitCode.DONE
    text = chart.read_text("utf-8")
    assert "<image" in text
    assert all(f"<!-- {label} -->" in text for label in ("carbon.price", "+-5", "x2"))


def test_three_numbers_are_not_drawn(run, tmp_path):
    numbers = [f"--vary=carbon.price={price}" for price in (0, 1, 2)]

    done = run("sweep", REFERENCE, *numbers, "--plot", str(tmp_path / "map.svg"))

    assert done.exit_code == ExitCode.BAD_INPUT
    assert "--plot draws one or two numbers" in done.stderr


def test_the_rows_written_are_those_printed(run, tmp_path):
    file = tmp_path / "ladder.csv"
    done = run("bottlenecks", REFERENCE, "--csv", str(file), "--json")
    ladder = json.loads(done.stdout)["ladder"]
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    assert rows[0]["resource_id"] == ""
    assert {row["rung"] for row in rows} == {
        str(i) for i, _ in enumerate(ladder["rungs"])
    }
    assert float(rows[-1]["saving"]) == float(ladder["rungs"][-1]["saving"])


def test_a_target_out_of_reach_is_said(run):
    """All that wants to move is less."""
    done = run("bottlenecks", REFERENCE, "--target", "1e9")

    assert done.exit_code == ExitCode.NO_PLAN
    assert "not reached by any expansion" in done.stdout


def test_ranges_of_all_kinds_are_told_in_order(run):
    of = [word for kind in ("capacities", "tariffs") for word in ("--of", kind)]
    done = run("ranges", REFERENCE, *of, "--json")
    kinds = [row["kind"] for row in json.loads(done.stdout)["ranges"]]

    assert kinds == sorted(kinds)
    assert set(kinds) == {"CAPACITY", "TARIFF"}


def test_a_front_can_be_asked_for_under_a_scenario(run, tmp_path):
    file = tmp_path / "closed.yaml"
    file.write_text("changes:\n- {close: leg.kuryk-alat-ferry}\n", "utf-8")
    done = run("pareto", REFERENCE, "--scenario", str(file), "--json")
    base = run("pareto", REFERENCE, "--json")
    costs = [
        float(json.loads(each.stdout)["trade_off"]["points"][0]["total_cost"])
        for each in (done, base)
    ]

    assert costs[0] > costs[1]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["bottlenecks", REFERENCE, "--plot", "chart.pdf"], ".png or .svg"),
        (["bottlenecks", REFERENCE, "--scenario", "growth-10"], "growth-10mt"),
        (["bottlenecks", REFERENCE, "--scenario", "*"], "name one"),
        (["bottlenecks", REFERENCE, "--scenario", "no.yaml"], "no.yaml"),
        (["ranges", REFERENCE, "--regime", "unifed"], "unified"),
        (["pareto", "middle-coridor"], "middle-corridor"),
        (["pareto", REFERENCE, "--csv", "no-folder/front.csv"], "--csv"),
        (["pareto", REFERENCE, "--plot", "no-folder/front.png"], "--plot"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, words, part):
    done = run(*words)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_requests_that_make_no_sense_are_refused(server):
    bad = ScenarioFile("bad.yaml", b"changes:\n- {close: leg.nowhere}\n")
    with Client(server.address) as client:
        with pytest.raises(InvalidRequestError, match="above 0"):
            client.find_expansions(REFERENCE, target_t=-1)
        with pytest.raises(InvalidRequestError, match="TRANSIT_TIME"):
            client.find_trade_off(REFERENCE, "COMFORT")
        with pytest.raises(InvalidRequestError, match="nowhere"):
            client.find_expansions(REFERENCE, scenario=bad)


async def test_the_awaited_client_gets_the_same(server):
    async with AsyncClient(server.address) as client:
        awaited = [found async for found in client.stream_ranges(REFERENCE)]
    with Client(server.address) as client:
        waited = list(client.stream_ranges(REFERENCE))

    def by_position(parts):
        return sorted(parts, key=lambda part: part.position)

    assert by_position(awaited) == by_position(waited)
    assert sum(len(part.ranges) for part in waited) == waited[0].range_count
