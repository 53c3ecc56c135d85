"""The language runtime service, on top of the one that the Pulumi SDK has for inline programs."""

import runpy
import sys
from pathlib import Path

import grpc
from google.protobuf import empty_pb2
from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2


class ProgramHost(LanguageServer):
    """Run the `__main__.py` of the program directory that the engine names, anew at every request."""

    def __init__(self, engine_address: str) -> None:
        super().__init__(lambda: None)
        self._engine_address = engine_address

    def Run(self, request: language_pb2.RunRequest, context: grpc.ServicerContext) -> language_pb2.RunResponse:
        """Run one program: a preview and the update after it are two requests to the same process."""
        directory = Path(request.info.program_directory or request.pwd or ".").resolve()
        entry = directory / (request.info.entry_point or ".")
        script = entry / "__main__.py" if entry.is_dir() else entry
        self.program = lambda: _run_script(script, directory)
        # The SDK's service looks for the engine here; without it warnings would be plain output.
        request.args[:] = [self._engine_address]
        response: language_pb2.RunResponse = super().Run(request, context)  # type: ignore[no-untyped-call]  # SDK
        if response.error:
            # Said already, as an error of the program; the engine would say it once more.
            response.error, response.bail = "", True
        return response

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        """Answer the engine's greeting; nothing of it is needed here."""
        return language_pb2.LanguageHandshakeResponse()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Accept a cancellation: the engine ends this process right after it."""
        return empty_pb2.Empty()


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
