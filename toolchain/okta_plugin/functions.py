"""The functions that look something up: apps, connections, features, groups."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from . import features, json_text
from .client import ApiError, with_query
from .errors import CheckFailure, ClassicError
from .resource import Session, dig, failing, in_set_order
from .saml_answer import state_of
from .values import Properties

Call = Callable[[Session, Properties], Properties]


@dataclass(frozen=True)
class Function:
    """A function: its token, what it does, and what is known of its arguments."""

    token: str
    call: Call
    defaults: tuple[tuple[str, object], ...] = ()
    required: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ranges: tuple[tuple[str, int, int], ...] = ()
    classic: bool = True


_LOOK_UP: Final = (("activeOnly", True), ("skipGroups", False), ("skipUsers", False))
_ONE_OF_THREE: Final = (
    ("id", ("label", "labelPrefix")),
    ("label", ("id", "labelPrefix")),
    ("labelPrefix", ("id", "label")),
)
# What getSaml takes from an app; the resource stores more.
_SAML_NAMES: Final = (
    "acsEndpoints", "appSettingsJson", "assertionSigned", "attributeStatements", "audience", "authnContextClassRef",
    "defaultRelayState", "destination", "digestAlgorithm", "features", "honorForceAuthn", "idpIssuer",
    "inlineHookId", "label", "name", "recipient", "responseSigned", "samlSignedRequestEnabled", "signatureAlgorithm",
    "singleLogoutCertificate", "singleLogoutIssuer", "singleLogoutUrl", "ssoUrl", "status", "subjectNameIdFormat",
    "subjectNameIdTemplate", "userNameTemplate", "userNameTemplatePushStatus", "userNameTemplateSuffix",
    "userNameTemplateType",
)  # fmt: skip


def _get_saml(session: Session, arguments: Properties) -> Properties:
    app = _find_app(session, arguments, "SAML")
    state = state_of(app)
    found = {name: state.get(name) for name in _SAML_NAMES}
    found |= {
        "acsEndpoints": state.get("acsEndpoints") or [],
        "features": in_set_order(state["features"]),
        "id": app["id"],
        "keyId": dig(app, "credentials.signing.kid") or "",
    }
    return arguments | found | {"links": json_text.dump(app.get("_links")), "groups": [], "users": []}


def _get_app(session: Session, arguments: Properties) -> Properties:
    app = _find_app(session, arguments, "")
    found = {name: app.get(name, "") for name in ("id", "label", "name", "status")}
    return arguments | found | {"links": json_text.dump(app.get("_links")), "groups": [], "users": []}


def _find_app(session: Session, arguments: Properties, kind: str) -> Properties:
    identifier = arguments.get("id") or ""
    label, prefix = arguments.get("label") or "", arguments.get("labelPrefix") or ""
    if not identifier and not label and not prefix:
        raise ClassicError(
            f"invalid {kind + ' ' if kind else ''}app filters: you must provide either a 'label_prefix', 'id', or "
            "'label' for application search"
        )
    if identifier:
        with failing("failed get app by ID"):
            app: Properties = session.client.get(f"/api/v1/apps/{identifier}").body
            return app
    query = {"limit": "1", "q": label or prefix}
    if arguments.get("activeOnly"):
        query["filter"] = 'status eq "ACTIVE"'
    if kind:
        return _first_saml(session, query, label, prefix)
    with failing("failed to list apps"):
        found: list[Properties] = session.client.pages("/api/v1/apps", query)
    if not found:
        raise ClassicError(
            f'no application found with the provided filter: id: "", label: "{label}", label_prefix: "{prefix}"'
        )
    return next((app for app in found if app.get("label") == label), found[0])


def _first_saml(session: Session, query: dict[str, str], label: str, prefix: str) -> Properties:
    with failing("failed to list SAML apps"):
        found: list[Properties] = session.client.get("/api/v1/apps", query).body or []
    if not found:
        raise ClassicError(
            f'no SAML application found with provided filter: id: "", label: "{label}", label_prefix: "{prefix}"'
        )
    if label and found[0].get("label") != label:
        raise ClassicError(f"no SAML application found with the provided label: {label}")
    return found[0]


def _get_connection(session: Session, arguments: Properties) -> Properties:
    try:
        answer = session.client.get(f"/api/v1/apps/{arguments['id']}/connections/default").body or {}
    except ApiError:
        # The plugin drops the error and answers with no more than it was asked.
        return arguments
    return {
        "id": arguments["id"],
        "authScheme": answer.get("authScheme") or "",
        "baseUrl": answer.get("baseUrl") or "",
        "status": answer.get("status") or "",
        "profile": {"authScheme": dig(answer, "profile.authScheme") or ""},
    }


def _get_features(session: Session, arguments: Properties) -> Properties:
    return features.read(session, arguments)


def _get_group(session: Session, arguments: Properties) -> Properties:
    if arguments.get("id"):
        with failing("failed get group by ID"):
            group = session.client.get(f"/api/v1/groups/{arguments['id']}").body
    else:
        group = _group_by_name(session, str(arguments.get("name") or ""), str(arguments.get("type") or ""))
    profile = group.get("profile") or {}
    found = {
        "id": group["id"],
        "description": profile.get("description") or "",
        "name": profile.get("name") or "",
        "type": group.get("type") or "",
        "users": [],
    }
    if arguments.get("includeUsers"):
        with failing("failed to list group user IDs"):
            members = session.client.pages(f"/api/v1/groups/{group['id']}/users", {"limit": "200"})
        found["users"] = in_set_order([member["id"] for member in members])
    return arguments | found


def _group_by_name(session: Session, name: str, kind: str) -> Properties:
    query = {"q": name} if name else {}
    if kind:
        query["filter"] = f'type eq "{kind}"'
    with failing("failed to query for groups"):
        found: list[Properties] = session.client.get("/api/v1/groups", query).body or []
    called = f'"{name}" and type "{kind}"' if kind else f'"{name}"'
    if not found:
        raise ClassicError(f"group with name {called} does not exist")
    # One that only begins with the name is taken if it is the only one.
    if len(found) == 1:
        return found[0]
    exact = [group for group in found if group["profile"].get("name") == name and kind in ("", group.get("type"))]
    if not exact:
        raise ClassicError(
            f"group starting with name {called} matches {len(found)} groups, select a more precise name parameter"
        )
    return exact[0]


def _get_groups(session: Session, arguments: Properties) -> Properties:
    query, identity = {"limit": str(arguments["limit"])}, {"limit": "200"}
    if arguments.get("type"):
        query["filter"] = identity["filter"] = f'type eq "{arguments["type"]}"'
    for name in ("q", "search"):
        if arguments.get(name):
            query[name] = identity[name] = str(arguments[name])
    if arguments.get("q"):
        identity["limit"] = "10000"
    try:
        found = session.client.pages("/api/v1/groups", query)
    except ApiError as error:
        raise ClassicError(f"failed to list groups: {error.status_line}") from None
    identifier = str(crc32(with_query("", identity).encode()))
    return arguments | {"id": identifier, "groups": [_listed(group) for group in found]}


def _listed(group: Properties) -> Properties:
    profile = dict(group.get("profile") or {})
    row = {
        "id": group.get("id", ""),
        "name": profile.pop("name", ""),
        "description": profile.pop("description", None) or "",
        "type": group.get("type", ""),
        "source": dig(group, "source.id") or "",
    }
    return row | {"customProfileAttributes": json_text.dump(profile)}


def _get_assignments(session: Session, arguments: Properties) -> Properties:
    app = arguments["id"]
    with failing(f"unable to query for groups from app ({app})"):
        found = session.client.pages(f"/api/v1/apps/{app}/groups")
    return {"id": app, "groups": in_set_order([assignment["id"] for assignment in found])}


_FRAMEWORK_NEEDS: Final = (
    "Missing Configuration for Required Attribute: Must set a configuration value for the {0} attribute as the "
    "provider has marked it as required.\n\nRefer to the provider documentation or contact the provider developers "
    "for additional information about configurable attributes that are required."
)
_CLASSIC_NEEDS: Final = '[{0}] Missing required argument: The argument "{0}" is required, but no definition was found.'


def refusals(function: Function, arguments: Properties) -> list[CheckFailure]:
    """Judge a call's arguments."""
    needs, prop = (_CLASSIC_NEEDS, "") if function.classic else (_FRAMEWORK_NEEDS, "{0}")
    missing = [name for name in function.required if name not in arguments]
    failures = [CheckFailure(needs.format(name), prop.format(name)) for name in missing]
    failures += [
        CheckFailure(f"[{name}] expected {name} to be in the range ({low} - {high}), got {arguments[name]}")
        for name, low, high in function.ranges
        if name in arguments and not low <= arguments[name] <= high
    ]
    return failures + [
        CheckFailure(f'[{name}] Conflicting configuration arguments: "{name}": conflicts with {other}')
        for name, others in function.conflicts
        for other in others
        if name in arguments and other in arguments
    ]


FUNCTIONS: Final = {
    function.token: function
    for function in (
        Function("okta:app/getSaml:getSaml", _get_saml, _LOOK_UP, conflicts=_ONE_OF_THREE),
        Function("okta:app/getApp:getApp", _get_app, _LOOK_UP, conflicts=_ONE_OF_THREE),
        Function("okta:app/getConnection:getConnection", _get_connection, required=("id",), classic=False),
        Function("okta:app/getFeatures:getFeatures", _get_features, required=("appId", "name"), classic=False),
        Function(
            "okta:group/getGroup:getGroup",
            _get_group,
            (("includeUsers", False),),
            conflicts=(("id", ("name", "type")),),
        ),
        Function(
            "okta:index/getGroups:getGroups",
            _get_groups,
            (("limit", 200),),
            conflicts=(("q", ("search",)), ("search", ("type", "q")), ("type", ("search",))),
            ranges=(("limit", 1, 10_000),),
        ),
        Function("okta:index/getAppGroupAssignments:getAppGroupAssignments", _get_assignments, required=("id",)),
    )
}
