"""start, stop, status, reset."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sandbox import processes
from sandbox.commands.faults import read_file, set_faults
from sandbox.commands.options import DEFAULT_DIRECTORY, AsJson, Directory
from sandbox.processes import DEFAULT_TENANTS, Run, SandboxError

NOT_RUNNING = 3


def start(
    directory: Directory = DEFAULT_DIRECTORY,
    org_port: Annotated[int, typer.Option(help="Port of the stand-in Okta org; 0 takes a free one.")] = 8470,
    scim_port: Annotated[int, typer.Option(help="Port of the SCIM servers; 0 takes a free one.")] = 8471,
    tenant: Annotated[
        list[str] | None,
        typer.Option(help="A service provider to serve; repeat for more. [default: invision, zscaler]"),
    ] = None,
    seed: Annotated[
        str | None,
        typer.Option(help="Make the tokens from this text, the same on every machine, instead of at random."),
    ] = None,
    faults: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A YAML file of faults to rehearse from the start."),
    ] = None,
) -> None:
    """Start the stand-in org and the SCIM servers, and return when they answer."""
    tenants = tuple(dict.fromkeys(tenant or DEFAULT_TENANTS))
    for name in tenants:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
            raise SandboxError(f"tenant {name!r}: use small letters, digits and hyphens, as in `invision`")
    wanted = read_file(faults, tenants) if faults else None
    started = processes.start(directory, org_port=org_port, scim_port=scim_port, tenants=tenants, seed=seed)
    if wanted is not None:
        set_faults(directory, wanted)
    how = "already runs" if started.already_running else f"started in {started.seconds:.1f} s"
    typer.echo(f"The sandbox {how}, with its data in {directory}")
    _describe(started.run)


def stop(directory: Directory = DEFAULT_DIRECTORY) -> None:
    """Stop both processes; the data stays."""
    stopped = processes.stop(directory)
    typer.echo("The sandbox has stopped" if stopped else f"No sandbox runs in {directory}")


def status(directory: Directory = DEFAULT_DIRECTORY, as_json: AsJson = False) -> None:
    """Tell what runs and where; the exit code is 3 when nothing does."""
    run = processes.running(directory)
    if as_json:
        typer.echo(json.dumps({"running": run is not None} | (asdict(run) if run else {}), indent=2))
    elif run is None:
        typer.echo(f"No sandbox runs in {directory}")
    else:
        typer.echo(f"The sandbox runs, with its data in {directory}")
        _describe(run)
    if run is None:
        raise typer.Exit(NOT_RUNNING)


def reset(directory: Directory = DEFAULT_DIRECTORY) -> None:
    """Stop, and delete all data, tokens too; the next start begins with the seed."""
    deleted = processes.reset(directory)
    done = f"The sandbox in {directory} is stopped and its data deleted"
    typer.echo(done if deleted else f"{directory} holds no sandbox; nothing was deleted")


def _describe(run: Run) -> None:
    typer.echo(f"  Okta org       {run.org_url}  (process {run.org_pid})")
    typer.echo(f"  Admin Console  {run.console_url}")
    for tenant, url in run.scim_urls.items():
        typer.echo(f"  SCIM {tenant:9} {url}  (process {run.scim_pid})")
