"""Checks of the SCIM tokens that no single value can show: missing, left over, or in clear in the stack file."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pulumi
import yaml

from components.preflight import Authorization, authorization_of
from settings.problems import Problem, key_of, nearest


def token_problems(apps: Mapping[str, Any], tokens: Mapping[str, Any], namespace: str, stack: str) -> list[Problem]:
    """Check the tokens against the apps that need them; both raw, as other settings may be wrong at the same time."""
    problems = []
    for app, settings in apps.items():
        if _scheme(settings) == "TOKEN" and app not in tokens:
            problems.append(
                Problem(
                    key_of(("tokens", app), namespace),
                    f"the API token of app {app!r} is missing",
                    f"pulumi config set --stack {stack} --secret --path 'tokens.{app}' (it asks for the token)",
                )
            )
        elif _bearer_doubled(settings, tokens.get(app)):
            problems.append(
                Problem(
                    key_of(("tokens", app), namespace),
                    "begins with 'Bearer': Okta puts that word before the token of this kind of app itself",
                    "the bare token",
                )
            )
    problems.extend(
        Problem(
            key_of(("tokens", app), namespace),
            f"there is no app {app!r}. {nearest(app, apps)}".strip(),
            "one token an app",
        )
        for app in tokens
        if app not in apps
    )
    return problems


def clear_tokens(stack_file: Path, namespace: str, stack: str) -> list[Problem]:
    """Find tokens and Okta credentials that stand unencrypted in the stack file.

    The engine tells only whether a whole key holds a secret, so one token in clear beside encrypted ones passes it.
    """
    config = _config_of(stack_file)
    tokens = config.get(f"{namespace}:tokens") or {}
    in_clear = [("tokens", app) for app, value in _items(tokens) if not isinstance(value, dict)]
    in_clear += [("okta", key) for key in ("apiToken", "privateKey") if isinstance(config.get(f"okta:{key}"), str)]
    return [
        Problem(
            key_of(path, namespace),
            f"stands in clear in {stack_file.name}: treat it as leaked, and have the service issue a new one",
            f"pulumi config set --stack {stack} --secret " + _set_argument(path),
        )
        for path in in_clear
    ]


def unmarked(keys: Iterable[str]) -> list[Problem]:
    """Find credentials that the engine hands over as plain configuration, wherever they were set."""
    return [
        Problem(key, "is not a secret in the stack's configuration", f"pulumi config set --secret {key}")
        for key in keys
        if pulumi.Config(key.split(":")[0]).get(key.split(":")[1]) and not pulumi.runtime.config.is_config_secret(key)
    ]


def _items(value: Any) -> Iterable[tuple[str, Any]]:  # noqa: ANN401 - parsed YAML
    return value.items() if isinstance(value, dict) else ()


def _set_argument(path: tuple[str, str]) -> str:
    return f"--path 'tokens.{path[1]}'" if path[0] == "tokens" else f"okta:{path[1]}"


def _config_of(stack_file: Path) -> dict[str, Any]:
    if not stack_file.is_file():
        return {}
    try:
        # Texts only: an odd date or number elsewhere in the file is none of this check's business.
        content = yaml.load(stack_file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes texts
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return {}  # the engine reads the file too, and refuses it before it runs the program
    config = content.get("config") if isinstance(content, dict) else None
    return config if isinstance(config, dict) else {}


def _scheme(settings: Any) -> str:  # noqa: ANN401 - unchecked settings
    connection = settings.get("connection") if isinstance(settings, dict) else None
    return str(connection.get("authScheme", "TOKEN")) if isinstance(connection, dict) else "TOKEN"


def _bearer_doubled(settings: Any, token: Any) -> bool:  # noqa: ANN401 - unchecked settings
    if isinstance(settings, dict) and "existing" in settings:
        return False  # its kind is known when Okta is asked: the preflight tells
    catalogue = settings.get("catalogue") if isinstance(settings, dict) else None
    name = catalogue.get("name") if isinstance(catalogue, dict) else None
    sent = authorization_of(name if isinstance(name, str) else None)
    return isinstance(token, str) and token.lower().startswith("bearer") and sent is Authorization.BEARER
