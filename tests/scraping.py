"""What the admin address of a server tells."""

import re
import urllib.error
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

ANNOUNCED = re.compile(r"metrics and probes at (http://\S+?:\d+)")


def admin_of(server):
    """Where a running server announced that it is asked."""
    return ANNOUNCED.search(server.log.read_text())[1]


def asked(url):
    """Status and text of an answer."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def families_of(server):
    """Families of metrics by the name that Prometheus shows."""
    _, text = asked(f"{admin_of(server)}/metrics")
    return {family.name: family for family in text_string_to_metric_families(text)}


def samples_of(server):
    """Values by name and labels."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families_of(server).values()
        for sample in family.samples
    }
