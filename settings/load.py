"""Load the settings, or say at once everything that is wrong with them."""

from pathlib import Path
from typing import Any

import pulumi
from pydantic import ValidationError

from components.groups import resource_key
from components.sign_on_name import sign_on_name
from settings.app_files import read_app_files
from settings.okta_org import OktaOrg, raw_okta_org
from settings.passphrase import public_passphrase
from settings.problems import Problem, from_validation, key_of, report
from settings.stack import Environment, PulumiConfig, Settings
from settings.tokens import clear_tokens, token_problems, unmarked
from settings.values import Section


def load(directory: Path = Path()) -> Settings:
    """Read and check the settings of the current stack; no resource is registered and nobody is asked.

    `directory` holds the stack file and the app files. Raises `pulumi.RunError` with all mistakes, none of them with a
    token in it.
    """
    namespace, stack = pulumi.get_project(), pulumi.get_stack()
    stack_file = directory / f"Pulumi.{stack}.yaml"
    configured = PulumiConfig(Settings)()
    files = read_app_files(directory, stack).without(_mapping(configured.get("apps")), namespace, stack)
    raw = _merged(_with_apps(configured, files.apps), Environment(Settings)())
    apps, tokens = _mapping(raw.get("apps")), _mapping(raw.get("tokens"))
    problems = [
        *files.problems,
        *token_problems(apps, tokens, namespace, stack),
        *clear_tokens(stack_file, namespace, stack),
        *public_passphrase(stack_file, raw_okta_org().get("httpProxy"), stack),
        *_shared(apps, namespace),
        *_shared_names(apps, namespace),
        *_created_twice(apps, namespace),
        *_former_names(apps, namespace),
    ]
    if not problems:
        problems = unmarked([f"{namespace}:tokens", "okta:apiToken", "okta:privateKey"])
    settings: Settings | None = None
    try:
        settings = Settings(**raw)
    except ValidationError as error:
        problems.extend(from_validation(error, namespace))
    for warning in files.warnings:
        pulumi.log.warn(warning)
    if problems or settings is None:
        raise pulumi.RunError(report([files.placed(problem, namespace) for problem in problems], stack))
    return settings


class _OrgAlone(Section):
    okta: OktaOrg


def load_okta_org() -> OktaOrg:
    """Read and check the `okta:` settings of the current stack alone; it may have no app yet."""
    try:
        return _OrgAlone.model_validate({"okta": raw_okta_org()}).okta
    except ValidationError as error:
        problems = from_validation(error, pulumi.get_project())
        raise pulumi.RunError(report(problems, pulumi.get_stack())) from None


def _with_apps(configured: dict[str, Any], apps: dict[str, Any]) -> dict[str, Any]:
    given = configured.get("apps", {})
    return {**configured, "apps": {**apps, **given}} if isinstance(given, dict) else configured


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = {key: _merged(under[key], over[key]) for key in under.keys() & over.keys() if _mappings(under, over, key)}
    return {**under, **over, **both}


def _mappings(under: dict[str, Any], over: dict[str, Any], key: str) -> bool:
    return isinstance(under[key], dict) and isinstance(over[key], dict)


def _mapping(value: Any) -> dict[str, Any]:  # noqa: ANN401 - unchecked settings
    return value if isinstance(value, dict) else {}


# What only one app of a stack may have, and why; also those that people sign in through.
_ONE_APP_ALONE = {
    ("label",): "is also the label of app {first!r}; nobody could tell them apart in Okta",
    ("existing", "id"): "is also the app of {first!r}: one of them would unassign the people of the other",
    ("existing", "label"): "is also the app of {first!r}: one of them would unassign the people of the other",
}


def _with_sign_on_apps(apps: dict[str, Any]) -> list[tuple[str, tuple[str, ...], dict[str, Any]]]:
    """Each app's name, where its settings stand, and those settings."""
    found: list[tuple[str, tuple[str, ...], dict[str, Any]]] = []
    for key, app in apps.items():
        found.append((key, ("apps", key), _mapping(app)))
        if sign_on := _mapping(_mapping(app).get("signOnApp")):
            found.append((sign_on_name(key), ("apps", key, "signOnApp"), sign_on))
    return found


def _shared(apps: dict[str, Any], namespace: str) -> list[Problem]:
    owners: dict[tuple[tuple[str, ...], str], str] = {}
    problems = []
    for app, place, settings in _with_sign_on_apps(apps):
        for path, wrong in _ONE_APP_ALONE.items():
            value: Any = settings
            for part in path:
                value = _mapping(value).get(part)
            if not isinstance(value, str):
                continue
            first = owners.setdefault((path, value.strip().lower()), app)
            if first != app:
                told = f"{value!r} {wrong.format(first=first)}"
                problems.append(Problem(key_of((*place, *path), namespace), told, f"a {path[-1]} of its own"))
    return problems


def _shared_names(apps: dict[str, Any], namespace: str) -> list[Problem]:
    """Groups whose resources would have one name: the engine would refuse the second in words of its own."""
    owners: dict[str, str] = {}
    problems = []
    for app, place, _ in _with_sign_on_apps(apps):
        key = key_of(place, namespace)
        if place[-1] == "signOnApp" and app in apps:
            wrong = f"its resources would be called as those of the app {app!r}"
            problems.append(Problem(key, wrong, f"another name than {app} for that app"))
            continue
        groups = _mapping(apps[place[1]]).get("groups")
        for number, group in enumerate(groups if isinstance(groups, list) else []):
            title = (group.get("name") or group.get("id")) if isinstance(group, dict) else None
            if not isinstance(title, str):
                continue
            key = key_of((*place[:2], "groups", number), namespace)
            first = owners.setdefault(f"{app}-{resource_key(title)}", key)
            if first != key:
                wrong = f"{title!r} gives its resources the same name as the group at {first}"
                problems.append(Problem(key, wrong, "each group once, or another name for the app"))
    return list(dict.fromkeys(problems))


def _created_twice(apps: dict[str, Any], namespace: str) -> list[Problem]:
    """Groups that two apps would create: Okta refuses the second, in the middle of the update."""
    owners: dict[str, tuple[str, str]] = {}
    problems = []
    for app, settings in apps.items():
        groups = settings.get("groups") if isinstance(settings, dict) else None
        for place, group in enumerate(groups if isinstance(groups, list) else []):
            name = group.get("name") if isinstance(group, dict) and group.get("declare") is True else None
            if not isinstance(name, str):
                continue
            key = key_of(("apps", app, "groups", place), namespace)
            first, first_app = owners.setdefault(name.strip().lower(), (key, app))
            if first_app != app:
                wrong = f"{name!r} is created by the group at {first} already, and Okta has each name once"
                problems.append(Problem(key, wrong, f"{{name: {name}}}, without `declare`: it waits for the other"))
    return problems


def _former_names(apps: dict[str, Any], namespace: str) -> list[Problem]:
    owners: dict[str, str] = {}
    problems = []
    for app, settings in apps.items():
        former = _mapping(settings).get("formerly")
        if not isinstance(former, str):
            continue
        first = owners.setdefault(former, app)
        wrong = (
            f"{former!r} is an app of its own in the settings"
            if former in apps
            else f"{former!r} is what app {first!r} was called"
        )
        if former in apps or first != app:
            right = "the name that the app had until now and that no app has any more"
            problems.append(Problem(key_of(("apps", app, "formerly"), namespace), wrong, right))
    return problems
