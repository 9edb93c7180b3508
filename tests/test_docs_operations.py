"""What the document about running a server says is what the server does."""

import tomllib
from pathlib import Path

from optimizer.service.settings import Settings
from optimizer.service.settings_sources import shown_settings

DOCUMENT = Path(__file__).parent.parent / "docs" / "operations.md"


def settings_table():
    """The table of settings as the document has to have it."""
    lines = [
        "| option | variable | without it | what it is |",
        "|---|---|---|---|",
        *(
            f"| `{f'{s.option} {s.value}'.strip()}` | `{s.variable}` | {s.default} | "
            f"{s.meaning} |"
            for s in shown_settings()
        ),
    ]
    return "\n".join(lines)


def test_the_table_of_settings_is_complete():
    """Operators look there, not into the code; paste this table where it differs."""
    text = DOCUMENT.read_text()

    assert settings_table() in text


def test_the_file_that_is_shown_is_one_that_a_server_takes():
    """An example that fails is worse than none."""
    example = DOCUMENT.read_text().partition("```toml\n")[2].partition("```")[0]

    settings = Settings.model_validate(tomllib.loads(example))

    assert (settings.workers, settings.queue) == (4, 128)
