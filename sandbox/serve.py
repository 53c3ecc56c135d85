"""What each of the two processes runs: `python -m sandbox.serve org|scim`. People use `python -m sandbox`."""

import argparse
import gc
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sandbox.http_server import server_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def org(directory: Path, _tenants: list[str]) -> "ASGIApp":
    """Make the stand-in Okta org, Admin Console included."""
    from sandbox.console.routes import router
    from sandbox.org.app import create_app

    return create_app(directory, extra_routers=[router])


def scim(directory: Path, tenants: list[str]) -> "ASGIApp":
    """Make the service providers' SCIM servers."""
    from sandbox.scim.app import create_app
    from sandbox.scim.tokens import IssuedTokens

    return create_app(directory, {tenant: IssuedTokens(directory, tenant).accepted for tenant in tenants})


# Each process imports its own half only: that is what makes both ready in time.
APPLICATIONS: Final = {"org": org, "scim": scim}


def main() -> None:
    """Serve one application on a listening socket that the parent opened, until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.serve")
    parser.add_argument("application", choices=APPLICATIONS)
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--socket", type=int, required=True, help="file descriptor of the socket")
    parser.add_argument("--tenant", action="append", default=[])
    options = parser.parse_args()
    # Imports leave next to no garbage, and looking for it takes a tenth of the time to start.
    gc.disable()
    application = APPLICATIONS[options.application](options.directory, options.tenant)
    gc.freeze()
    gc.enable()
    server_of(application).run(sockets=[socket.socket(fileno=options.socket)])


if __name__ == "__main__":
    main()
