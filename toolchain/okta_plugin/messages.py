"""The engine's gRPC messages, to and from the provider's own types; one function for each call."""

from typing import Any, TypeAlias

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2

from .diff import Difference
from .errors import CheckFailure
from .provider import VERSION, Provider, Target
from .values import Properties, from_wire, to_wire

# The generated messages have no types of their own; what goes in and out of each call is in `CALLS`.
Message: TypeAlias = Any


def plain(struct: Message) -> Properties:
    """Read a message's properties."""
    return {name: from_wire(_plain_value(value)) for name, value in struct.fields.items()}


def _plain_value(value: Message) -> object:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return {name: _plain_value(item) for name, item in value.struct_value.fields.items()}
    if kind == "list_value":
        return [_plain_value(item) for item in value.list_value.values]
    return None if kind in (None, "null_value") else getattr(value, kind)


def struct_of(properties: Properties) -> Message:
    """Write a message's properties."""
    struct = struct_pb2.Struct()
    struct.update(to_wire(properties))
    return struct


def _target(request: Message) -> Target:
    return Target(request.urn, getattr(request, "id", ""))


def _failures(failures: list[CheckFailure]) -> list[Message]:
    return [provider_pb2.CheckFailure(property=failure.property, reason=failure.reason) for failure in failures]


def _checked(result: tuple[Properties, list[CheckFailure]]) -> Message:
    inputs, failures = result
    return provider_pb2.CheckResponse(inputs=struct_of(inputs), failures=_failures(failures))


def _plugin_info(provider: Provider, request: Message) -> Message:
    return plugin_pb2.PluginInfo(version=VERSION)


def _check_config(provider: Provider, request: Message) -> Message:
    return _checked(provider.check_config(request.urn, plain(request.news)))


def _diff_config(provider: Provider, request: Message) -> Message:
    old, new = plain(request.old_inputs), plain(request.news)
    kinds = dict.fromkeys(old.keys() - new.keys(), "DELETE") | dict.fromkeys(new.keys() - old.keys(), "ADD")
    kinds |= {name: "UPDATE" for name in old.keys() & new.keys() if old[name] != new[name]}
    if not kinds:
        return provider_pb2.DiffResponse()
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME,
        diffs=sorted(kinds),
        hasDetailedDiff=True,
        detailedDiff={
            name: provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.Kind.Value(kind), inputDiff=True)
            for name, kind in kinds.items()
        },
    )


def _configure(provider: Provider, request: Message) -> Message:
    provider.configure(plain(request.args))
    return provider_pb2.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)


def _check(provider: Provider, request: Message) -> Message:
    olds, news = plain(request.olds), plain(request.news)
    return _checked(provider.check(_target(request), olds, news, request.randomSeed))


def _diff(provider: Provider, request: Message) -> Message:
    ignored = list(request.ignoreChanges)
    return _difference(provider.diff(_target(request), plain(request.olds), plain(request.news), ignored))


def _difference(found: Difference) -> Message:
    changes = provider_pb2.DiffResponse.DIFF_SOME if found.changed else provider_pb2.DiffResponse.DIFF_NONE
    kinds = provider_pb2.PropertyDiff.Kind
    return provider_pb2.DiffResponse(
        changes=changes,
        diffs=found.names,
        replaces=found.replaces,
        stables=found.stables,
        deleteBeforeReplace=found.delete_first,
        hasDetailedDiff=found.detailed is not None,
        detailedDiff={
            path: provider_pb2.PropertyDiff(kind=kinds.Value(kind)) for path, kind in (found.detailed or {}).items()
        },
    )


def _create(provider: Provider, request: Message) -> Message:
    made = provider.create(_target(request), plain(request.properties), preview=request.preview)
    return provider_pb2.CreateResponse(id=made.identifier, properties=struct_of(made.state))


def _read(provider: Provider, request: Message) -> Message:
    found = provider.read(_target(request), plain(request.inputs), plain(request.properties))
    if found is None:
        return provider_pb2.ReadResponse()
    return provider_pb2.ReadResponse(
        id=found.identifier, properties=struct_of(found.state), inputs=struct_of(found.inputs)
    )


def _update(provider: Provider, request: Message) -> Message:
    state = provider.update(
        _target(request),
        plain(request.olds),
        plain(request.news),
        list(request.ignoreChanges),
        preview=request.preview,
    )
    return provider_pb2.UpdateResponse(properties=struct_of(state))


def _delete(provider: Provider, request: Message) -> Message:
    provider.delete(_target(request), plain(request.properties))
    return empty_pb2.Empty()


def _invoke(provider: Provider, request: Message) -> Message:
    answer, failures = provider.invoke(request.tok, plain(request.args))
    # `return` is a keyword, so that this field can only be set by name.
    returned = {"return": struct_of(answer)} if answer is not None else {}
    return provider_pb2.InvokeResponse(**returned, failures=_failures(failures))


def _cancel(provider: Provider, request: Message) -> Message:
    return empty_pb2.Empty()


# Name of the call -> what answers it and the type of its request; the rest is unimplemented, as in the real plugin.
CALLS = {
    "GetPluginInfo": (_plugin_info, empty_pb2.Empty),
    "CheckConfig": (_check_config, provider_pb2.CheckRequest),
    "DiffConfig": (_diff_config, provider_pb2.DiffRequest),
    "Configure": (_configure, provider_pb2.ConfigureRequest),
    "Check": (_check, provider_pb2.CheckRequest),
    "Diff": (_diff, provider_pb2.DiffRequest),
    "Create": (_create, provider_pb2.CreateRequest),
    "Read": (_read, provider_pb2.ReadRequest),
    "Update": (_update, provider_pb2.UpdateRequest),
    "Delete": (_delete, provider_pb2.DeleteRequest),
    "Invoke": (_invoke, provider_pb2.InvokeRequest),
    "Cancel": (_cancel, empty_pb2.Empty),
}
