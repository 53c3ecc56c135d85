"""The org as a running thing: its data, its secrets, its provisioning worker and its faults."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.faults.file import Faults
from sandbox.org.provisioning.worker import Retries, Worker
from sandbox.org.secrets import Secrets
from sandbox.org.seed import Seed, plant
from sandbox.org.store import Store


@dataclass(frozen=True)
class Org:
    """What request handlers share; there is one in `app.state.org`.

    `identifier` is the org's id, as in `orn` and `/.well-known/okta-organization`.
    """

    identifier: str
    directory: Path
    store: Store
    secrets: Secrets
    worker: Worker
    faults: Faults


def open_org(directory: Path, *, seed: Seed | None = None, retries: Retries | None = None) -> Org:
    """Open the org in `directory`, or make one; its worker is not started."""
    store, secrets = Store(directory), Secrets.of(directory)
    return Org(plant(store, seed), directory, store, secrets, Worker(store, secrets, retries), Faults(directory))
