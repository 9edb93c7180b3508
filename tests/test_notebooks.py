"""The notebooks run as they stand, and say what they teach."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.docs

FOLDER = Path(__file__).parents[1] / "examples" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells(notebook, kind):
    """Texts of the cells of one kind."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    return [
        "".join(cell["source"])
        for cell in content["cells"]
        if cell["cell_type"] == kind
    ]


def test_there_are_three_notebooks():
    """Otherwise the tests of them would test nothing."""
    assert [path.stem for path in NOTEBOOKS] == [
        "first_plan",
        "road_to_10_mt",
        "unified_against_national_tariff",
    ]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_from_top_to_bottom(notebook, tmp_path, monkeypatch):
    """Its cells run one after the other in one namespace, with their own assertions."""
    monkeypatch.chdir(tmp_path)
    namespace = {"__name__": "__main__"}
    for number, code in enumerate(cells(notebook, "code"), 1):
        exec(compile(code, f"{notebook.name}, cell {number}", "exec"), namespace)  # noqa: S102

    assert namespace["Client"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_begins_with_what_is_learned_and_ends_with_duals(notebook):
    """A reader knows what for, and ends at what the plan is worth knowing for."""
    first, *_, last = cells(notebook, "markdown")

    assert "You will learn" in first
    assert "Reading the duals" in last


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_outputs(notebook):
    """Outputs would be megabytes that nobody reviews."""
    content = json.loads(notebook.read_text(encoding="utf-8"))

    assert not any(cell.get("outputs") for cell in content["cells"])
