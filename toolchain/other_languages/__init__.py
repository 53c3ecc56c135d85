"""The language hosts of programs in TypeScript and YAML: found on PATH, or built once a machine."""

import fcntl
import hashlib
import os
import shutil
from pathlib import Path

from toolchain.cache import cache_directory
from toolchain.go import go_build
from toolchain.report import took

_MODULE = Path(__file__).parent
_SOURCES = ("go.mod", "go.sum", "nodejs_host/main.go")
# Language -> what to build where the official host is not on PATH.
_PACKAGES = {
    "nodejs": "./nodejs_host",
    "yaml": "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
}


def ensure_host(language: str, directory: Path) -> None:
    """See that the engine finds the host of `nodejs` or `yaml`: on PATH, else a link to a build goes to `directory`.

    Raises `RuntimeError` where it can be neither found nor built.
    """
    name = f"pulumi-language-{language}"
    link = directory / name
    path = os.pathsep.join(
        part for part in os.environ.get("PATH", "").split(os.pathsep) if Path(part).resolve() != directory.resolve()
    )
    if found := shutil.which(name, path=path):
        link.unlink(missing_ok=True)
        took(name, f"{found}, from PATH")
        return
    built = cache_directory() / f"other-languages-{_fingerprint()}" / name
    with (cache_directory() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            took(name, "building it from its Go module: about 2 minutes on 2 cores, once a machine")
            if not go_build(_PACKAGES[language], _MODULE, built):
                raise RuntimeError(f"{name} is not on PATH, and could not be built (see Go's messages above)")
        link.unlink(missing_ok=True)
        link.symlink_to(built)
    took(name, f"{built}, built from its Go module")


def _fingerprint() -> str:
    sources = hashlib.sha256(b"".join((_MODULE / source).read_bytes() for source in _SOURCES))
    return sources.hexdigest()[:12]
