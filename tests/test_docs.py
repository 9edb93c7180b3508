"""The documents say what is so: commands run, samples are real, links and names exist."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from code_names import has_name

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
GUIDES = [README, ROOT / "CONTRIBUTING.md"]
DOCUMENTS = [
    *GUIDES,
    *sorted(ROOT.glob("docs/**/*.md")),
    *sorted(ROOT.glob("datasets/*/README.md")),
]
NAMING = [ROOT / "docs" / "formulation.md", ROOT / "docs" / "engine.md"]
CORRIDOR = [sys.executable, "-c", "from corridor_cli.main import main; main()"]


def path_in_project(path):
    return str(path.relative_to(ROOT))


def blocks(language):
    """Fenced blocks of the README in one language."""
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)


def shown_commands():
    """Arguments of each command ``corridor`` of the README that ends by itself."""
    lines = [
        line
        for block in blocks("sh")
        for line in block.replace("\\\n", " ").splitlines()
    ]
    split = [shlex.split(line, comments=True) for line in lines]
    shown = [words[1:] for words in split if Path(words[0]).name == "corridor"]
    return [arguments for arguments in shown if arguments[0] != "serve"]


def output_of(command, folder=ROOT):
    """What a command prints; it must succeed and have nothing to complain about."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def tables():
    """What the reference dataset's plan looks like to people."""
    return output_of([*CORRIDOR, "solve", "middle-corridor"])


@pytest.fixture(scope="module")
def result():
    """The same plan for programs."""
    return json.loads(output_of([*CORRIDOR, "solve", "middle-corridor", "--json"]))


def test_readme_shows_commands():
    """Otherwise the test of them would test nothing."""
    assert [arguments[0] for arguments in shown_commands()] == [
        "validate",
        "solve",
        "solve",
        "solve",
        "report",
        "compare",
        "what-if",
        "compare",
        "bottlenecks",
        "ranges",
        "pareto",
        "simulate",
        "quote",
    ]


@pytest.mark.parametrize("arguments", shown_commands(), ids=" ".join)
def test_commands_of_the_readme_work_on_a_copy_of_the_dataset(tmp_path, arguments):
    """A reader copies the dataset and types the line."""
    shutil.copytree(ROOT / "datasets" / "middle-corridor", tmp_path / "my-corridor")
    output = output_of([*CORRIDOR, *arguments], tmp_path)
    if arguments[0] == "report":
        # It prints nothing; its file is what a reader looks at.
        output = (tmp_path / "report.html").read_text("utf-8")

    assert any(
        text in output
        for text in ("middle-corridor", "KZ_ALT to GE_PTI", "kuryk-wagons", "CO2e")
    )
    assert "--json" not in arguments or json.loads(output)["plan"]


def test_lines_of_the_sample_are_lines_of_the_output(tables):
    """Whoever runs the demo sees what the README promised, to the cent."""
    (sample,) = blocks("text")
    lines = tables.splitlines()

    assert [line for line in sample.splitlines() if line not in lines] == []


def test_demo_plans_what_the_sample_shows():
    """The sample is introduced as the output of ``make demo``."""
    assert "corridor solve middle-corridor" in output_of(["make", "-n", "demo"])


def test_python_of_the_readme_prints_the_plan(tmp_path, result):
    """It runs as it stands, and gives the same plan as the command."""
    (code,) = blocks("python")
    first, *rest = output_of([sys.executable, "-c", code], tmp_path).splitlines()
    plan = result["plan"]

    assert first == f"{plan['total_cost']} {plan['currency_code']}"
    assert rest == [
        f"{row['resource_id']} {Decimal(row['shadow_price'])}"
        for row in plan["bottlenecks"]
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=path_in_project)
def test_relative_links_lead_to_files(document):
    """A reader who follows a link arrives."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
    relative = [link for link in links if "://" not in link]

    assert [link for link in relative if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", GUIDES, ids=path_in_project)
def test_named_targets_are_listed_by_make_help(document):
    """What a document tells to run is there and says what it does."""
    named = re.findall(
        r"(?:^|`)make ([a-z][a-z-]*)", document.read_text(), re.MULTILINE
    )
    listed = [line.split()[0] for line in output_of(["make", "help"]).splitlines()]

    assert named
    assert [target for target in named if target not in listed] == []


@pytest.mark.parametrize("document", NAMING, ids=path_in_project)
def test_names_in_code_type_are_names_in_the_code(document):
    """Reader and code say the same word for the same thing."""
    names = re.findall(r"`([^`\n]+)`", document.read_text())
    paths = {name for name in names if "/" in name}

    assert len(names) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert [name for name in set(names) - paths if not has_name(name)] == []
