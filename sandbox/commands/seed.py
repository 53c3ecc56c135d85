"""seed: made-up people, groups and apps in any number."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.commands.options import DEFAULT_DIRECTORY, Directory
from sandbox.processes import SandboxError, make_directory

if TYPE_CHECKING:
    from sandbox.org.population import Population

Users = Annotated[int, typer.Option(min=0, help="How many people.")]
Groups = Annotated[int, typer.Option(min=0, help="How many groups; the largest has a fifth of the people.")]
Apps = Annotated[int, typer.Option(min=0, help="How many apps, each with one or two groups; none provisions.")]
SeedNumber = Annotated[int, typer.Option("--seed", min=0, help="The same seed makes the same people.")]


def seed(
    directory: Directory = DEFAULT_DIRECTORY,
    users: Users = 1000,
    groups: Groups = 50,
    apps: Apps = 10,
    seed: SeedNumber = 0,
) -> None:
    """Add made-up people, groups and apps to the org, running or not; repeat it with another --seed for more."""
    from sandbox.org.population import Population

    began = time.monotonic()
    fill(directory, Population(users, groups, apps, seed))
    seconds = time.monotonic() - began
    typer.echo(f"Added {users:,} people, {groups:,} groups and {apps:,} apps in {seconds:.1f} s, in {directory}")


def fill(directory: Path, population: "Population") -> None:
    """Add a population to a directory's org."""
    # Imported when needed: no other command should wait for the database.
    from sandbox.org.errors import OktaError
    from sandbox.org.organisation import open_org
    from sandbox.org.population import settle

    make_directory(directory)
    org = open_org(directory)
    try:
        settle(org.store, org.secrets, population)
    except OktaError as error:
        raise SandboxError(str(error)) from None
    finally:
        org.store.close()
