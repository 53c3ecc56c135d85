"""The least that a first update can take: by Okta's rate limits, or by the requests that wait for each other."""

from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase
from importlib import resources
from typing import Any

import yaml

_WINDOW_SECONDS = 60


def seconds(requests: Counter[str], chain: Iterable[str]) -> float:
    """The larger of both, in seconds.

    `requests` are those of a whole update without those that a limit refused, `chain` those of one app, in order.
    """
    return max(_by_rate_limits(requests), sum(_median(request) for request in chain))


def _by_rate_limits(requests: Counter[str]) -> float:
    """A window lets through as many requests as it allows, so the last ones wait for as many whole windows."""
    used: Counter[int] = Counter()
    limits = _table("org/rate_limits.yaml")
    for request, number in requests.items():
        used[_row(limits, request)] += number
    windows = [(number - 1) // int(limits[row]["limit"]) for row, number in used.items()]
    return max(windows, default=0) * _WINDOW_SECONDS


def _median(request: str) -> float:
    latencies = _table("faults/latency.yaml")
    quantiles: list[float] = latencies[_row(latencies, request)]["seconds"]
    return quantiles[len(quantiles) // 2]


def _row(table: list[dict[str, Any]], request: str) -> int:
    method, path = request.split(" ")
    return next(
        number for number, row in enumerate(table) if row["method"] in ("*", method) and _fits(row["path"], path)
    )


def _fits(pattern: str, path: str) -> bool:
    if pattern.endswith("**"):
        return path.startswith(pattern.removesuffix("**"))
    return pattern.count("/") == path.count("/") and fnmatchcase(path, pattern)


def _table(name: str) -> list[dict[str, Any]]:
    text = (resources.files("sandbox") / name).read_text(encoding="utf-8")
    table: list[dict[str, Any]] = yaml.safe_load(text)
    return table
