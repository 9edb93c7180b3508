"""Reports of plans with a map, and the same charts for notebooks.

Needs what ``corridor-client[report]`` installs.
"""

try:
    import jinja2 as _jinja2
    import plotly as _plotly
except ImportError as error:
    _message = (
        "reports and plots need Plotly and Jinja; install corridor-client[report]"
    )
    raise ImportError(_message) from error

from corridor_report.document import Report, report_of
from corridor_report.tables import DatasetTables

__all__ = ["DatasetTables", "Report", "report_of"]

del _jinja2, _plotly
