"""Widen the worst bottleneck and see how far its shadow price is right.

A shadow price says what one more unit saves, at the margin. This gives the most valuable
bottleneck of the reference dataset 1 % and then 10 % more capacity and prints what its
price forecasts beside what is saved: the same, until the price falls.
"""

import csv
import shutil
import sys
import tempfile
from pathlib import Path

from corridor_client import Client, Plan

DATASET = Path(__file__).parents[1] / "datasets" / "middle-corridor"


def main() -> None:
    """Plan the dataset as it is and with each growth, on a private server."""
    with Client.local() as client, tempfile.TemporaryDirectory() as scratch:
        today = plan_of(client, DATASET)
        worst = today.bottlenecks[0]
        price, unit = worst.shadow_price, worst.measure.lower()
        print(f"{worst.resource_id}: {price:.2f} {today.currency_code} per {unit}")
        print("more   forecast     saving   price then")
        for percent in (1, 10):
            wider = Path(shutil.copytree(DATASET, Path(scratch, str(percent))))
            widen(wider / "resources.csv", worst.resource_id, percent)
            then = plan_of(client, wider)
            forecast = percent * worst.value_of_one_percent
            saving = today.total_cost - then.total_cost
            prices = {use.resource_id: use.shadow_price for use in then.capacities}
            price = prices[worst.resource_id]
            print(f"{percent:3} % {forecast:10,.0f} {saving:10,.0f} {price:12.2f}")


def plan_of(client: Client, folder: Path) -> Plan:
    """Plan a dataset, which always works where no demand must be served."""
    plan = client.optimize_plan(folder).plan
    if plan is None:
        sys.exit(f"no plan exists; 'corridor solve {folder}' says why")
    return plan


def widen(table: Path, resource_id: str, percent: int) -> None:
    """Give one resource more capacity, in its CSV file."""
    with table.open(newline="", encoding="utf-8") as source:
        header, *rows = csv.reader(source)
    key, capacity = header.index("resource_id"), header.index("capacity")
    for row in rows:
        if row[key] == resource_id:
            row[capacity] = str(float(row[capacity]) * (1 + percent / 100))
    with table.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows([header, *rows])


if __name__ == "__main__":
    main()
