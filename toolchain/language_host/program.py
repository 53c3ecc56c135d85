"""Running the program, on top of the service that the Pulumi SDK has for inline programs."""

import runpy
import sys
import warnings
from asyncio import InvalidStateError
from pathlib import Path

from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2


def run(engine_address: str, request: bytes) -> bytes:
    """Run the `__main__.py` of the directory that the request (a `RunRequest`) names; give a `RunResponse`.

    A preview and the update after it are two requests to the same process: the program is read anew at each.
    """
    message = language_pb2.RunRequest.FromString(request)
    directory = Path(message.info.program_directory or message.pwd or ".").resolve()
    entry = directory / (message.info.entry_point or ".")
    script = entry / "__main__.py" if entry.is_dir() else entry
    # The SDK's service looks for the engine here; without it warnings would be plain output.
    message.args[:] = [engine_address]
    server = LanguageServer(lambda: _run_script(script, directory))
    # What a failed program leaves pending is cancelled there, and Python would tell the person of each coroutine in it.
    warnings.filterwarnings("ignore", "coroutine '.*' was never awaited", module=r"pulumi\.automation\._server")
    return bytes(response_of(server, message).SerializeToString())


def response_of(server: LanguageServer, message: language_pb2.RunRequest) -> language_pb2.RunResponse:
    """Run the program; of one that failed the response says no more, for its error was said already."""
    try:
        response: language_pb2.RunResponse = server.Run(message, None)  # type: ignore[no-untyped-call]  # SDK
    except InvalidStateError:
        # Registrations that the SDK cancels after a failure resolve outputs that are cancelled themselves.
        return language_pb2.RunResponse(bail=True)
    if response.error:
        response.error, response.bail = "", True
    return response


def _run_script(script: Path, directory: Path) -> None:
    # Modules of the program itself are read again, so that no state of an earlier request is left in them.
    for name in [name for name, module in sys.modules.items() if _belongs_to(module, directory)]:
        del sys.modules[name]
    if str(directory) not in sys.path:
        sys.path.insert(0, str(directory))
    runpy.run_path(str(script), run_name="__main__")


def _belongs_to(module: object, directory: Path) -> bool:
    file = getattr(module, "__file__", None)
    if not file:
        return False
    path = Path(file)
    is_host = path.is_relative_to(Path(__file__).parents[1])
    return path.is_relative_to(directory) and not is_host and "site-packages" not in path.parts
