"""``corridor tariff check`` finds the known cliffs and says them in few lines."""

import json
from functools import partial
from pathlib import Path

import grpc
import pytest
from commands import CHECK_TARIFFS, invoke, planning_server, words
from corridor.v1 import tariff_check_pb2
from corridor_cli.exit_codes import ExitCode
from corridor_cli.layout import LISTED_ROWS
from fake_server import failing

from optimizer.service.tariff_check_work import check_tariffs

BELTS = str(Path(__file__).parents[1] / "examples" / "belts")


@pytest.fixture
def server():
    """A server that checks tariffs as the real one does, in this process."""
    with planning_server() as server:
        server.answers[CHECK_TARIFFS] = checked
        yield server


def checked(request, _):
    content = check_tariffs(request.SerializeToString(), None)
    return tariff_check_pb2.CheckTariffsResponse.FromString(content)


@pytest.fixture
def run(server):
    return partial(invoke, server, "tariff", "check")


def rows(text, code):
    """What the lines of a kind of finding say, by kilometers."""
    lines = [line.split() for line in text.splitlines() if line.startswith(code)]
    return [(line[2], line[-1]) for line in lines if "km" in line]


def test_the_cliffs_of_the_general_coefficients_are_listed(run):
    """ETT containers drop at the border of every belt."""
    done = run(BELTS, "--tariff", "ett")

    assert done.exit_code == ExitCode.DONE
    assert rows(done.stdout, "CLIFF") == [
        ("1,500", "-20.0%"),
        ("2,000", "-18.8%"),
        ("3,000", "-23.1%"),
        ("4,000", "-20.0%"),
        ("5,000", "-25.0%"),
    ]


def test_the_cliffs_of_the_coefficients_of_kazakhstan_are_listed(run):
    """20 feet: up by 29 % and down by 31 %."""
    done = run(BELTS, "--tariff", "ett-kazakhstan")

    assert rows(done.stdout, "CLIFF") == [("2,000", "+28.9%"), ("3,000", "-30.6%")]


def test_a_finding_has_its_charges_and_what_to_do(run):
    """Before and after in the tariff's money; the remedy stands once for each kind."""
    text = run(BELTS, "--tariff", "ett").stdout

    assert "ett: charges for one full vehicle, CHF" in text
    assert "CLIFF_DOWN container-20 1,500 km 1,500.00 1,200.00 -20.0%" in words(text)
    assert "NON_MONOTONE container-20 1,500 to 1,875 km" in words(text)
    assert text.count("let each belt charge for the kilometers inside it") == 2
    assert "the coefficient 'ett-0-1500' is 1 and changes nothing" in text


def test_a_split_that_is_cheaper_both_ways_is_one_line(run):
    """A tariff that does not tell directions apart would say everything twice."""
    text = run(BELTS, "--tariff", "ett-kazakhstan").stdout

    assert text.count("km-0 - km-1000 - km-2700, and back") == 1
    assert "km-2700 - km-1000" not in text
    assert "2 TRIANGLE" in text


def test_the_last_line_counts_what_was_found(run):
    """All tariffs together."""
    assert run(BELTS).stdout.splitlines()[-1] == (
        "Checked 2 tariffs that charge by the haul: 1 CLIFF_UP, 6 CLIFF_DOWN, "
        "6 NON_MONOTONE, 2 TRIANGLE, 1 UNUSED_COEFFICIENT"
    )


def test_what_is_left_out_is_counted(run):
    """Of the drops of the general coefficients, two are by more than 21 %."""
    text = run(BELTS, "--tariff", "ett", "--least-share", "0.21").stdout

    assert [km for km, _ in rows(text, "CLIFF")] == ["3,000", "5,000"]
    assert text.splitlines()[-1] == (
        "Left out, changes below 21%: 3 CLIFF_DOWN, 3 NON_MONOTONE; "
        "--least-share 0 lists them"
    )


def test_what_makes_a_cliff_is_the_callers(run):
    """Kazakhstan: jumps of 9 and 6 % are none by default."""
    text = run(BELTS, "--tariff", "ett-kazakhstan", "--cliff-share", "0.05").stdout

    assert [km for km, _ in rows(text, "CLIFF_UP")] == ["2,000", "4,000"]


def answering(server, *findings, **counts):
    """Let the server find so much in one tariff."""
    tariff = {"tariff_id": "unified", "currency_code": "USD"}
    tariff["counts"] = [
        {"code": f"FINDING_CODE_{code}", "found_count": found, "listed_count": listed}
        for code, (found, listed) in counts.items()
    ]
    answer = tariff_check_pb2.CheckTariffsResponse(tariffs=[tariff], findings=findings)
    server.answers[CHECK_TARIFFS] = lambda *_: answer


def test_nothing_odd_is_said_plainly(run, server):
    """An empty table would leave the reader in doubt."""
    answering(server)

    assert run("line").stdout == (
        "Checked 1 tariff that charges by the haul, unified: nothing odd\n"
    )


def test_nothing_large_is_not_said_to_be_nothing(run, server):
    """What is small is there all the same."""
    answering(server, TRIANGLE=(248, 0))

    assert run("line").stdout.splitlines() == [
        "Checked 1 tariff that charges by the haul, unified: nothing odd of 1% or more",
        "Left out, changes below 1%: 248 TRIANGLE; --least-share 0 lists them",
    ]


def test_without_a_tariff_by_the_haul_nothing_is_claimed(run, server):
    """Nothing was checked, so nothing is said to be right."""
    answer = tariff_check_pb2.CheckTariffsResponse()
    server.answers[CHECK_TARIFFS] = lambda *_: answer

    assert "no tariff that charges by the haul" in run("line").stdout


def split(number, share=-0.05):
    return {
        "code": "FINDING_CODE_TRIANGLE",
        "tariff_id": "unified",
        "commodity_id": "box",
        "node_ids": ["a", f"n{number}", "b"],
        "before": {"units": 100},
        "after": {"units": 95},
        "share": share,
    }


def test_many_splits_are_listed_largest_first_and_the_rest_counted(run, server):
    """A planner begins with the worst; --json has them all."""
    count = LISTED_ROWS + 3
    found = [split(number, -number / 100) for number in range(1, count + 1)]
    answering(server, *found, TRIANGLE=(count, count))
    text = run("line").stdout
    listed = [line for line in text.splitlines() if line.startswith("TRIANGLE  box")]

    assert len(listed) == LISTED_ROWS
    assert f"a - n{count} - b" in listed[0]
    assert "and 3 TRIANGLE more; --json lists all" in text


def test_a_change_too_small_for_the_decimals_is_not_none(run, server):
    """0.0 % would read as no change."""
    answering(server, split(1, -0.000004), TRIANGLE=(1, 1))

    assert "-0.0004%" in run("line", "--least-share", "0").stdout


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"at_km": 300}, "above 300 km"),
        ({"at_km": 300, "to_km": 1450.5}, "300 to 1,450.5 km"),
        ({"at_km": 1, "to_km": 2, "node_ids": ["a"]}, "1 to 2 km, hauls at a only"),
    ],
)
def test_cheaper_longer_hauls_say_for_which_lengths(run, server, facts, where):
    """Without an upper end they are as long as hauls can be."""
    finding = {"code": "FINDING_CODE_NON_MONOTONE", "tariff_id": "unified"} | facts
    money = {"before": {"units": 0}, "after": {"units": 1}}
    answering(server, finding | money, NON_MONOTONE=(1, 1))
    text = words(run("line").stdout)

    assert f"{where} 0.00 1.00 from 0" in text


def test_many_unused_rows_are_counted(run, server):
    """The message of each names it."""
    found = [
        {
            "code": "FINDING_CODE_UNUSED_RATE",
            "tariff_id": "unified",
            "message": f"the haul rate 'r{number}' charges for no haul",
        }
        for number in range(LISTED_ROWS + 2)
    ]
    answering(server, *found, UNUSED_RATE=(len(found), len(found)))
    text = run("line").stdout

    assert text.count("charges for no haul") == LISTED_ROWS
    assert "and 2 more; --json lists all" in text


def test_as_json_all_findings_are_there(run):
    """Amounts are exact texts, and shares are shares."""
    found = json.loads(run(BELTS, "--tariff", "ett", "--json").stdout)
    first = found["findings"][0]

    assert (first["code"], first["at_km"], first["share"]) == ("CLIFF_DOWN", 1500, -0.2)
    assert (first["before"], first["after"]) == ("1500.00", "1200.00")
    assert found["tariffs"][0]["counts"][0] == {
        "code": "CLIFF_DOWN",
        "found_count": 5,
        "listed_count": 5,
    }


def test_an_unknown_tariff_is_bad_input(run, server):
    """The server's sentence says what to write instead."""
    server.answers[CHECK_TARIFFS] = failing(
        grpc.StatusCode.NOT_FOUND, "did you mean 'unified'?", "UNKNOWN_ROW"
    )
    done = run("line", "--tariff", "unifed")

    assert done.exit_code == ExitCode.BAD_INPUT
    assert "did you mean 'unified'?" in done.stderr


@pytest.mark.parametrize("option", ["--cliff-share", "--least-share"])
def test_a_share_below_nothing_is_bad_input(run, option):
    """Found before any server is started."""
    done = run("line", option, "-0.1")

    assert done.exit_code == ExitCode.BAD_INPUT
    assert option in done.stderr
