"""How long a request takes, drawn from a distribution."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from sandbox.faults.endpoint import Endpoint


def seconds(latency: str | Sequence[float], method: str, path: str, drawn: float) -> float:
    """Give how long a request takes; `drawn`, from 0 up to 1, is its place between the shortest and the longest."""
    if latency == "off":
        return 0.0
    if latency == "recorded":
        return between(next(row for endpoint, row in recorded() if endpoint.fits(method, path)), drawn)
    return between([float(quantile) for quantile in latency], drawn)


def between(quantiles: Sequence[float], drawn: float) -> float:
    """Read a distribution off its quantiles, which stand evenly, straight lines in between."""
    place = drawn * (len(quantiles) - 1)
    below = min(int(place), len(quantiles) - 2)
    return quantiles[below] + (quantiles[below + 1] - quantiles[below]) * (place - below)


@cache
def recorded() -> list[tuple[Endpoint, list[float]]]:
    """Read `latency.yaml`; the first endpoint that fits a request counts."""
    rows = yaml.safe_load(Path(__file__).with_name("latency.yaml").read_text(encoding="utf-8"))
    return [(Endpoint.of(row), row["seconds"]) for row in rows]
