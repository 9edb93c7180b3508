"""Whatever a YAML document holds, it is read or refused, and in no time."""

import time

import pytest

from optimizer.errors import InvalidScenarioError
from optimizer.tables.scenario_files import read_scenario
from optimizer.tables.uncertainty_files import read_uncertainty
from reliability.fuzzing.hostile_documents import laughs

CHANGE = "changes: [{set: demand.*.volume, to: x2}]\n"

MERGES = "a0: &a0 {k0: v}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 9)
)
"""A mapping that is merged into another ten times, and so on."""

MISFITS = [
    "!!int abc",
    "!!float abc",
    "!!bool abc",
    "!!timestamp abc",
    "!!binary ж",
]
"""Values that are not of the kind that their tags say."""


def refusal(text, read=read_scenario):
    with pytest.raises(InvalidScenarioError) as refused:
        read("test.yaml", text.encode())
    return refused.value.problems


@pytest.mark.parametrize("text", [laughs(9).decode(), MERGES])
def test_documents_that_unfold_without_end_are_refused_at_once(text):
    """A few hundred bytes would become gigabytes."""
    started = time.perf_counter()
    (problem,) = refusal(text)

    assert time.perf_counter() - started < 1
    assert "unfolds to more than" in problem.message


def test_documents_that_contain_themselves_are_refused():
    """There is no end to them."""
    (problem,) = refusal("changes: &a [{put: *a}]")

    assert problem.message.endswith("a value contains itself in line 1")


def test_documents_may_say_a_thing_once_and_refer_to_it():
    """Anchors save writing."""
    text = "changes: [{set: demand.*.volume, to: &a x2}, {set: leg.*.transit_days, to: *a}]"

    assert len(read_scenario("test.yaml", text.encode()).changes) == 2


@pytest.mark.parametrize("value", MISFITS)
@pytest.mark.parametrize("read", [read_scenario, read_uncertainty])
def test_values_that_do_not_fit_their_tags_are_refused(value, read):
    """PyYAML lets Python's own errors through."""
    (problem,) = refusal(f"title: {value}\n", read)

    assert problem.message.startswith("test.yaml cannot be read: ")
    assert problem.message.endswith("in line 1")


@pytest.mark.parametrize("member", ["scenario_id", "title", "description"])
@pytest.mark.parametrize("value", ["[a]", "", "{a: b}", "!!set {a}"])
def test_names_that_are_no_texts_are_problems(member, value):
    """They stand in the document beside the changes."""
    (problem,) = refusal(f"{member}: {value}\n{CHANGE}")

    assert problem.column == member
    assert "is no text" in problem.message


@pytest.mark.parametrize("member", ["uncertainty_id", "title", "description"])
def test_names_of_uncertainties_that_are_no_texts_are_problems(member):
    """As in scenarios."""
    text = (
        f"{member}: [a]\nuncertain: [{{set: demand.*.volume, to: 'uniform(1, 2)'}}]\n"
    )
    (problem,) = refusal(text, read_uncertainty)

    assert problem.column == member


def test_half_characters_are_refused():
    """No message could hold them."""
    (problem,) = refusal('title: "\\ud800"\n' + CHANGE)

    assert "half a character" in problem.message
