"""Strategies for stacks that nobody wrote: valid ones with mistakes in them, and plain garbage.

`SECRET` stands in every value that is a token or a credential, and nowhere else.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.settings.stacks import INVISION, OKTA, PROJECT

SECRET = "s3cr3t-Fuzzed-Credential"
_GRANTS = ["authorization_code", "refresh_token"]
_SAML = {"ssoUrl": "https://sp.example.com/acs", "audience": "sp"}
_SCIM = {"baseUrl": "https://scim.example.com/v2"}
_APPS: list[dict[str, Any]] = [
    INVISION,
    {
        "preset": "zscaler",
        "label": "Zscaler",
        "connection": {**_SCIM, "authScheme": "TOKEN", "tokenConfirmed": "4be1d27a09c3"},
        "groups": [{"name": "Engineering", "priority": 1, "profile": {"role": "member"}}],
        "features": {"create": True, "deactivate": True, "profileUpdates": False},
        "onDrift": "warn",
    },
    {
        "label": "Slack",
        "existing": {"id": "0oa1gjh63g214q0Hq0g4"},
        "connection": {**_SCIM, "authScheme": "OAUTH2"},
        "groups": [{"id": "00g1emaKYZTWRYYRRTSK"}, {"name": "Design", "declare": True, "description": "People"}],
        "importRules": {"matchOn": "email", "autoConfirm": True},
        "canary": "canary@example.com",
        "gate": False,
    },
    {
        "label": "Custom",
        "saml": {**_SAML, "recipient": "https://sp.example.com/r"},
        "usernameFormat": "ldap-uid-custom-suffix",
        "usernameSuffix": "@example.com",
        "method": "console",
        "connection": _SCIM,
        "groups": [{"name": "Design"}],
        "signOnApp": {"label": "Custom SSO", "saml": _SAML},
        "preflight": "off",
    },
    {
        "label": "Org",
        "connection": _SCIM,
        "catalogue": {"name": "okta_org2org", "settings": {"baseUrl": "https://x"}},
        "groups": [{"name": "Ops"}],
        "signOnApp": {
            "label": "Org SSO",
            "oidc": {"type": "native", "redirectUris": ["com.example.org:/cb", "https://x/cb"], "grantTypes": _GRANTS},
        },
    },
]
_SIGN_INS: list[dict[str, Any]] = [
    {**OKTA, "apiToken": SECRET},
    {**OKTA, "apiToken": SECRET, "httpProxy": "http://127.0.0.1:8470", "maxRetries": "5"},
    {"orgName": "acme", "clientId": "0oa", "privateKey": SECRET, "scopes": '["okta.apps.manage"]'},
]
_OTHERS = {
    "unassign": {"maxPeople": 3, "maxShare": 0.5},
    "evidence": False,
    "adminConsoleUrl": "https://acme-admin.okta.com",
}
_NAMES = ["invision", "zscaler", "slack", "custom", "org"]
# Written out when a stack is whole: Hypothesis would print them at every turn.
_LONG = {"<many letters>": "a" * 100_000, "<many brackets>": "[" * 100_000, "<many digits>": "9" * 5_000}
_ODD = [
    *("", " ", "off", "null", "true", "-1", "1e999", "NaN", "{", "[", '"', "${env}", "%s", "{wrong}", "\x00", "\r\n"),
    *("http://", "https://", "https://[", "https://[::1", "https://a b", "https://a:99999", "https://x/?q#f", "//x"),
    *("\ud800", "\u202e", "ﬀ", "İ", "😀", *_LONG, "0oa" + "x" * 17),
]

scalars = st.one_of(
    st.sampled_from(_ODD), st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.text(max_size=20)
)
garbage = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_ODD[:20]) | st.text(), inner, max_size=3)
    ),
    max_leaves=6,
)
_keys = st.sampled_from(
    [
        "label",
        "lable",
        "saml",
        "existing",
        "catalogue",
        "groups",
        "token",
        "okta",
        "apps",
        "stacks",
        "base_url",
        "label ",
    ]
)


@dataclass
class StrangeStack:
    """What a stack is configured by, as the engine, the environment and the folder have it."""

    config: dict[str, str]
    variables: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


@st.composite
def strange_stacks(draw: st.DrawFn) -> StrangeStack:
    """A stack with up to four mistakes in each of its parts, often none."""
    names = draw(st.lists(st.sampled_from(_NAMES), unique=True, min_size=1, max_size=3))
    apps = {name: _APPS[_NAMES.index(name)] for name in names}
    values: dict[str, Any] = {
        "apps": apps,
        "tokens": dict.fromkeys(names, SECRET),
        **draw(st.sampled_from([{}, {}, _OTHERS])),
    }
    variables: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for part in draw(
        st.lists(st.sampled_from(["values", "values", "okta", "variables", "files", "stack"]), max_size=3)
    ):
        if part == "values":
            values = _mapping(draw(mutated(values)))
        elif part == "variables":
            variables |= draw(_variables)
        elif part == "files":
            files |= draw(_app_files)
        elif part == "stack":
            files["Pulumi.dev.yaml"] = draw(_yaml({"config": {f"{PROJECT}:{k}": v for k, v in values.items()}}))
    okta = draw(st.sampled_from(_SIGN_INS))
    okta = _mapping(draw(st.just(okta) | mutated(okta)))
    config = {f"{PROJECT}:{key}": _text(value) for key, value in values.items()}
    return StrangeStack(config | {f"okta:{key}": _text(value) for key, value in okta.items()}, variables, files)


@st.composite
def mutated(draw: st.DrawFn, tree: Any) -> Any:
    """The tree with one to four mistakes, each at a place of its own."""
    for _ in range(draw(st.integers(1, 4))):
        tree = _mutated_once(draw, tree, depth=draw(st.integers(0, 5)))
    return tree


def _mutated_once(draw: st.DrawFn, tree: Any, depth: int) -> Any:
    if depth and isinstance(tree, dict) and tree:
        key = draw(st.sampled_from(list(tree)))
        return {**tree, key: _mutated_once(draw, tree[key], depth - 1)}
    if depth and isinstance(tree, list) and tree:
        place = draw(st.integers(0, len(tree) - 1))
        return [*tree[:place], _mutated_once(draw, tree[place], depth - 1), *tree[place + 1 :]]
    if tree == SECRET:
        return draw(st.sampled_from([[SECRET], {"x": SECRET}, f"Bearer {SECRET}", f"{SECRET} ", f"{SECRET}\n{SECRET}"]))
    kind = draw(st.sampled_from(["replace", "replace", "stray", "without", "wrapped"]))
    if kind == "stray" and isinstance(tree, dict):
        return {**tree, draw(_keys | st.text(max_size=10)): draw(garbage)}
    if kind == "without" and isinstance(tree, dict) and tree:
        gone = draw(st.sampled_from(list(tree)))
        return {key: value for key, value in tree.items() if key != gone}
    return [tree] if kind == "wrapped" else draw(garbage)


def _mapping(value: Any) -> dict[str, Any]:
    """A stack's configuration has keys whatever else is wrong: at worst one that is stray."""
    return value if isinstance(value, dict) else {"stray": value}


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    for short, long in _LONG.items():
        text = text.replace(short, long)
    return text


def _yaml(tree: Any) -> st.SearchStrategy[bytes]:
    whole = mutated(tree).map(lambda content: yaml.dump(content, allow_unicode=True).encode("utf-8", "surrogatepass"))
    odd = [
        *(
            "a: 2026-99-99",
            "a: &a [*a]",
            "&a {a: *a}",
            "? {a: b}\n: c",
            "=: =",
            "1: 2",
            "null: x",
            "a: !!python/name:os.system",
        ),
        *(
            "a: " + "9" * 5_000,
            "[" * 500,
            "a: !!binary x",
            "a: 1\na: 2",
            "- a",
            "\t",
            "a: !!int x",
            "<<: 1",
            "a: 0o9",
        ),
        *("? [1]\n: 2", "? !!timestamp 2026-01-01\n: {label: x}", "groups: &g [{name: A}, *g]", "label: !!set {a, b}"),
    ]
    return whole | st.sampled_from(odd).map(str.encode) | st.binary(max_size=30)


_endings = st.sampled_from(
    [
        *(
            "APPS",
            "TOKENS",
            "EVIDENCE",
            "UNASSIGN",
            "UNASSIGN__MAX_PEOPLE",
            "OKTA",
            "OKTA__ORG_NAME",
            "ADMIN_CONSOLE_URL",
        ),
        *(
            f"APPS__{name}__{key}"
            for name in ("INVISION", "SLACK", "X")
            for key in ("LABEL", "GROUPS", "SAML", "FEATURES")
        ),
        *(
            "APPS__INVISION",
            "APPS____LABEL",
            "APPS__INVISION__CONNECTION__BASE_URL",
            "TOKENS__X",
            "TOKENS____X",
            "STRAY",
        ),
        "APPS__INVISION__GROUPS__0__NAME",
    ]
)
_variables = st.dictionaries(
    _endings.map(lambda ending: f"OKTA_SCIM_{ending}")
    | st.sampled_from(["OKTA_API_TOKEN", "OKTA_API_SCOPES", "OKTA_HTTP_PROXY", "OKTA_ORG_NAME", "OKTA_BASE_URL"]),
    garbage.map(_text).filter(lambda text: "\x00" not in text and text.isprintable()),
    max_size=3,
)
_app_files = st.dictionaries(
    st.sampled_from(["x", "dev/x", "invision", "dev/invision", "In Vision", "dev/ü", "prod/x"]).map(
        "apps/{}.yaml".format
    )
    | st.just("apps/x.yml"),
    st.sampled_from(_APPS).flatmap(lambda app: _yaml({"stacks": ["dev"], **app})),
    max_size=3,
)
