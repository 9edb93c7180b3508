"""The table of metrics in the documents is the one that the server follows."""

from pathlib import Path

from optimizer.service.telemetry.names import METRICS

DOCUMENT = Path(__file__).parent.parent / "docs" / "metrics.md"


def metrics_table():
    """The table as the document has to have it."""
    return "\n".join(
        [
            "| metric | for Prometheus | kind | labels | what it says |",
            "|---|---|---|---|---|",
            *(
                f"| `{m.name}` | `{m.prometheus_name}` | {m.kind} | "
                f"{', '.join(f'`{label}`' for label in m.labels) or '-'} | {m.meaning} |"
                for m in METRICS.values()
            ),
        ]
    )


def test_the_table_of_metrics_is_complete():
    """Names are a contract; paste this table where it differs."""
    assert metrics_table() in DOCUMENT.read_text()
