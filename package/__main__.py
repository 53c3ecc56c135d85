"""The package as a Pulumi plugin, as the engine starts it: `PulumiPlugin.yaml` names this folder's language."""

import sys
from pathlib import Path

from pulumi.provider import main

# The engine runs this folder, not the project around it.
sys.path.insert(0, str(Path(__file__).parents[1]))

from package.provider import provider

if __name__ == "__main__":
    main(provider(), sys.argv[1:])
