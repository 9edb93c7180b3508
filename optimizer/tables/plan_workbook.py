"""A plan as a workbook: figures with units, totals that can be followed, charts."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from optimizer.domain.commodities import QuantityUnit
from optimizer.domain.dataset import Dataset
from optimizer.domain.plan import CostShare, Plan
from optimizer.domain.plan_result import PlanResult
from optimizer.tables.plan_table import Cell, ColumnKind, PlanTable
from optimizer.tables.plan_tables import NOT_SAID, plan_tables

SUMMARY = "Summary"
"""Name of the first sheet."""

MOST_BARS = 15
"""Most bars of a chart."""

_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands for the time at which every workbook was made, so that equal ones are equal."""

CELL_CHARACTERS = 32_767
"""Most characters of a cell."""

CUT = " [cut here, a cell holds no more; the CSV tables have all of it]"
"""End of a text that is longer."""

_FIRST = 1
"""Row of a sheet's first figures, counted from 0."""

_UNITS = {
    ColumnKind.MONEY: " [{}]",
    ColumnKind.MEASURE_PRICE: " [{} per unit of the measure]",
}
"""What the header says beside a column's name; the currency goes into it."""

_BLUE, _VERMILION = "#0072B2", "#D55E00"
_WIDEST = 48


def to_plan_workbook(
    dataset: Dataset,
    result: PlanResult,
    plan: Plan,
    made_with: Mapping[str, str] = NOT_SAID,
) -> bytes:
    """Write an ``.xlsx`` file.

    Parameters
    ----------
    dataset
        What was planned.
    result
        The answer that the plan is of.
    plan
        The plan.
    made_with
        Options and versions that it was made with, in words.

    Returns
    -------
    bytes
        The file; the same plan gives the same bytes.
    """
    content = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(content, options) as workbook:
        title = dataset.header.title
        workbook.set_properties({"title": title, "created": _MADE})
        looks = _Looks.of(workbook)
        _Summary(workbook, looks, dataset, result, plan).write()
        for table in plan_tables(dataset, plan, made_with):
            sheet = workbook.add_worksheet(table.name)
            _write_table(sheet, table, looks, plan.currency_code)
            if table.name == "bottlenecks" and table.rows:
                _chart_bottlenecks(workbook, sheet, table, plan.currency_code)
    return content.getvalue()


@dataclass(frozen=True, slots=True)
class _Looks:
    """Formats of cells."""

    title: Format
    head: Format
    label: Format
    text: Format
    money: Format
    number: Format
    tiny: Format
    share: Format
    plain: Format
    total: Format
    unit: Format

    @classmethod
    def of(cls, workbook: Workbook) -> "_Looks":
        """Add the formats to a workbook."""
        head = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A5F"}
        return cls(
            title=workbook.add_format({"bold": True, "font_size": 14}),
            head=workbook.add_format(head),
            label=workbook.add_format({"bold": True}),
            text=workbook.add_format({"num_format": "@"}),
            money=workbook.add_format({"num_format": "#,##0.00"}),
            number=workbook.add_format({"num_format": "#,##0.0"}),
            tiny=workbook.add_format({"num_format": "0.0E+00"}),
            share=workbook.add_format({"num_format": "0.0%"}),
            unit=workbook.add_format({"indent": 1}),
            plain=workbook.add_format({"num_format": "General"}),
            total=workbook.add_format(
                {"num_format": "#,##0.00", "bold": True, "top": 1}
            ),
        )

    def for_column(self, kind: ColumnKind) -> Format:
        """Return how the numbers of a column are shown."""
        match kind:
            case ColumnKind.MONEY | ColumnKind.MEASURE_PRICE:
                return self.money
            case ColumnKind.SHARE:
                return self.share
            case ColumnKind.NUMBER:
                return self.number
            case _:
                return self.plain


def _write_cell(
    sheet: Worksheet, place: tuple[int, int], value: Cell, look: Format
) -> None:
    row, column = place
    match value:
        case None:
            return
        case str():
            sheet.write_string(row, column, _fitting(value))
        case _:
            sheet.write_number(row, column, float(value), look)


def _fitting(text: str) -> str:
    """Return a text as a cell can hold it; one that is cut says so."""
    if len(text) <= CELL_CHARACTERS:
        return text
    return text[: CELL_CHARACTERS - len(CUT)] + CUT


def _write_table(
    sheet: Worksheet, table: PlanTable, looks: _Looks, currency_code: str
) -> None:
    for place, (name, kind) in enumerate(table.columns.items()):
        shown = name + _UNITS.get(kind, "").format(currency_code)
        sheet.write_string(0, place, shown, looks.head)
        cells = [str(row[place]) for row in table.rows]
        width = max(len(shown), *map(len, cells), 8) if cells else len(shown)
        sheet.set_column(place, place, min(width + 2, _WIDEST))
    for number, row in enumerate(table.rows, start=_FIRST):
        typed = zip(table.columns.values(), row, strict=True)
        for place, (kind, value) in enumerate(typed):
            _write_cell(sheet, (number, place), value, looks.for_column(kind))
    sheet.freeze_panes(_FIRST, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _chart_bottlenecks(
    workbook: Workbook, sheet: Worksheet, table: PlanTable, currency_code: str
) -> None:
    """Draw what a hundredth more of each bottleneck saves, the most at the top."""
    last = min(len(table.rows), MOST_BARS)
    value = table.place_of("value_of_one_percent")
    name = table.place_of("resource_id")
    chart = workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [table.name, _FIRST, name, last, name],
            "values": [table.name, _FIRST, value, last, value],
            "fill": {"color": _VERMILION},
            "gap": 40,
        }
    )
    chart.set_title({"name": f"What 1 % more capacity saves, {currency_code}"})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 720, "height": 120 + 28 * last})
    sheet.insert_chart(len(table.rows) + 3, 0, chart)


class _Summary:
    """The first sheet: what was planned, what it costs, who earns it."""

    def __init__(
        self,
        workbook: Workbook,
        looks: _Looks,
        dataset: Dataset,
        result: PlanResult,
        plan: Plan,
    ) -> None:
        self._workbook = workbook
        self._sheet = workbook.add_worksheet(SUMMARY)
        self._looks = looks
        self._dataset = dataset
        self._result = result
        self._plan = plan
        self._row = 0

    def write(self) -> None:
        """Write all of it."""
        self._sheet.set_column(0, 0, 44)
        self._sheet.set_column(1, 1, 24)
        self._sheet.set_column(2, 2, 12)
        self._sheet.hide_gridlines(2)
        self._sheet.write_string(0, 0, self._dataset.header.title, self._looks.title)
        self._row = 2
        for label, value, unit in self._figures():
            self._sheet.write_string(self._row, 0, label, self._looks.label)
            _write_cell(self._sheet, (self._row, 1), value, self._look_of(unit))
            if unit:
                self._sheet.write_string(self._row, 2, unit, self._looks.unit)
            self._row += 1
        self._write_shares("Cost by component", self._plan.cost_by_component)
        self._write_shares("Cost by carrier", self._plan.cost_by_carrier)
        if self._plan.revenue_by_carrier:
            self._write_shares("Revenue by carrier", self._plan.revenue_by_carrier)
        self._sheet.fit_to_pages(1, 0)

    @property
    def _currency(self) -> tuple[str, ...]:
        code = self._plan.currency_code
        return code, f"{code} per t"

    def _look_of(self, unit: str) -> Format:
        if unit == _RELATIVE:
            return self._looks.tiny
        return self._looks.money if unit in self._currency else self._looks.number

    def _figures(self) -> list[tuple[str, Cell, str]]:
        plan = self._plan
        tonnes = sum(d.served * d.tonnes_per_unit for d in plan.demands)
        left_t = sum(d.unserved * d.tonnes_per_unit for d in plan.demands)
        teu = sum(d.served for d in plan.demands if d.quantity_unit is QuantityUnit.TEU)
        left = sum((each.cost for each in plan.unserved), start=Decimal())
        per_t = float(plan.total_cost - left) / tonnes if tonnes else None
        waiting = [s.cost for s in plan.cost_by_component if s.key == "TIME_VALUE"]
        termination = self._result.termination
        return [
            ("Dataset", plan.dataset_id, ""),
            ("Dataset digest, SHA-256", plan.dataset_digest, ""),
            ("Regime", plan.regime_id or "none", ""),
            ("Status", str(termination.reason).lower(), ""),
            ("Total cost", plan.total_cost, plan.currency_code),
            ("of it for what is left unserved", left, plan.currency_code),
            ("of it the value of time", sum(waiting, Decimal()), plan.currency_code),
            (
                "Cost per tonne served, without what is left",
                per_t,
                f"{plan.currency_code} per t",
            ),
            ("Served", tonnes, "t"),
            ("Of it in containers", teu, "TEU"),
            ("Left unserved", left_t, "t"),
            ("Emissions", plan.emissions_t, "t CO2e"),
            ("Proven gap", plan.certificate.relative_gap, _RELATIVE),
        ]

    def _write_shares(self, title: str, shares: Sequence[CostShare]) -> None:
        """Write a breakdown, the largest part first, with a total that is a formula.

        A chart of the largest parts stands beside it.
        """
        shares = sorted(shares, key=lambda share: (-share.cost, share.key))
        self._row += 1
        self._sheet.write_string(self._row, 0, title, self._looks.head)
        code = self._plan.currency_code
        self._sheet.write_string(self._row, 1, code, self._looks.head)
        first = self._row + 1
        for number, share in enumerate(shares, start=first):
            self._sheet.write_string(number, 0, share.key or "no carrier")
            cost = float(share.cost)
            self._sheet.write_number(number, 1, cost, self._looks.money)
        last = first + len(shares) - 1
        self._row = last + 1
        if not shares:
            return
        total = sum((share.cost for share in shares), start=Decimal())
        formula = f"=SUM(B{first + 1}:B{last + 1})"
        self._sheet.write_string(self._row, 0, "Total", self._looks.label)
        self._sheet.write_formula(
            self._row, 1, formula, self._looks.total, float(total)
        )
        height = self._chart(title, first, min(last, first + MOST_BARS - 1))
        self._row = max(self._row, first + height) + 1

    def _chart(self, title: str, first: int, last: int) -> int:
        """Draw the rows from the first to the last; return how many it covers."""
        height = _CHART_ROWS + last - first
        chart = self._workbook.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": [SUMMARY, first, 0, last, 0],
                "values": [SUMMARY, first, 1, last, 1],
                "fill": {"color": _BLUE},
                "gap": 40,
            }
        )
        chart.set_title({"name": f"{title}, {self._plan.currency_code}"})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"num_format": _AXIS_FORMAT})
        chart.set_size({"width": 640, "height": _ROW_PX * height})
        self._sheet.insert_chart(first - 1, 4, chart)
        return height


_CHART_ROWS = 7
"""Rows of a sheet that a chart with one bar covers; each further bar takes one more."""

_RELATIVE = "relative"
"""Unit of what is a part of something, and tiny."""

_AXIS_FORMAT = '[>=1000000]#,##0,,"M";[>=1000]#,##0,"k";0'
"""Money along a chart, in millions and thousands where it is that much."""

_ROW_PX = 20
"""Height of a row."""
