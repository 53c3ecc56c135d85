"""Apps in files of their own, one an app, beside those of the stack file.

`apps/<app>.yaml` names the `stacks` that have the app; `apps/<stack>/<app>.yaml` is what differs in one stack, or an
app of that stack alone. A setting of the stack's own file goes before one of the common file, null takes one away.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from settings.named_stacks import NamedStack, unknown_stacks
from settings.problems import Problem
from settings.yaml_file import InvalidFile, read_mapping

FOLDER = "apps"
_STACKS = "stacks"
_TOKENS = (("token",), ("connection", "token"))


@dataclass(frozen=True)
class AppFile:
    """One file and what it says."""

    path: str
    settings: dict[str, Any]

    @property
    def app(self) -> str:
        """The app's name."""
        return Path(self.path).stem


@dataclass(frozen=True)
class AppFiles:
    """The app files of one stack: its apps, and what is wrong with the files as such."""

    files: Sequence[AppFile] = ()
    """Those that the stack has, an app's common file before the stack's own."""
    problems: Sequence[Problem] = field(default=())
    warnings: Sequence[str] = field(default=())

    @property
    def apps(self) -> dict[str, dict[str, Any]]:
        """The settings by app, unchecked."""
        apps: dict[str, dict[str, Any]] = {}
        for file in self.files:
            apps[file.app] = _over(apps.get(file.app, {}), file.settings)
        return apps

    def without(self, apps: Mapping[str, Any], namespace: str, stack: str) -> "AppFiles":
        """These files without those of apps that the stack's configuration has too, which are problems."""
        doubled = [
            Problem(
                file.path,
                f"the app {file.app!r} is also in Pulumi.{stack}.yaml, as {namespace}:apps.{file.app}",
                "one of both",
            )
            for file in self.files
            if file.app in apps
        ]
        files = [file for file in self.files if file.app not in apps]
        return AppFiles(files, [*self.problems, *doubled], self.warnings)

    def placed(self, problem: Problem, namespace: str) -> Problem:
        """A problem with `<file>:<setting>` in place of the keys of apps that are in files."""
        names = sorted({re.escape(file.app) for file in self.files}, key=len, reverse=True)
        if not names:
            return problem
        keys = re.compile(rf"{re.escape(namespace)}:apps\.({'|'.join(names)})(?![\w-])((?:\.[\w-]+|\[\d+\])*)")

        def place(found: re.Match[str]) -> str:
            parts = [int(part) if part.isdigit() else part for part in re.findall(r"[\w-]+", found[2])]
            mine = [file for file in self.files if file.app == found[1]]
            file = next((file for file in reversed(mine) if _has(file.settings, parts)), mine[-1])
            return f"{file.path}:{found[2].lstrip('.')}".rstrip(":")

        return replace(problem, key=keys.sub(place, problem.key), wrong=keys.sub(place, problem.wrong))


def read_app_files(directory: Path, stack: str) -> AppFiles:
    """Read the app files of a stack; `directory` is the project's."""
    problems: list[Problem] = []
    common = list(_read(directory, FOLDER, stack, problems))
    own = list(_read(directory, f"{FOLDER}/{stack}", stack, problems))
    files, elsewhere = [], {}
    folders = sorted(path.name for path in (directory / FOLDER).glob("*/") if next(path.glob("*.y*ml"), None))
    named = [NamedStack(f"{FOLDER}/{folder}", folder) for folder in folders]
    for file in common:
        stacks = file.settings.pop(_STACKS, None)
        named += [NamedStack(f"{file.path}:{_STACKS}", one) for one in _texts(stacks)]
        if not isinstance(stacks, list) or not stacks:
            problems.append(Problem(f"{file.path}:{_STACKS}", "names no stack that has the app", f"[{stack}]"))
        elif len(_texts(stacks)) < len(stacks):
            wrong = "holds what YAML takes for no text, as it does 1 and no"
            problems.append(Problem(f"{file.path}:{_STACKS}", wrong, f'["{stack}"], in quotes'))
        elif stack in stacks:
            files.append(file)
        else:
            elsewhere[file.app] = file
    for file in own:
        if file.settings.pop(_STACKS, None) is not None:
            wrong = "the file's folder says already which stack it is for"
            problems.append(Problem(f"{file.path}:{_STACKS}", wrong, "leave it out"))
        if file.app in elsewhere:
            key = f"{elsewhere[file.app].path}:{_STACKS}"
            problems.append(Problem(key, f"does not name {stack!r}, which has {file.path}", f"[..., {stack}]"))
    unknown, warnings = unknown_stacks(named, directory, stack)
    return AppFiles([*files, *own], [*problems, *unknown], warnings)


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - unchecked settings
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _read(directory: Path, folder: str, stack: str, problems: list[Problem]) -> Iterator[AppFile]:
    # Links that lead nowhere too, for an app that is not read would be deleted; hidden files are an editor's.
    for path in sorted(path for path in (directory / folder).glob("[!.]*.y*ml") if not path.is_dir()):
        shown = f"{folder}/{path.name}"
        try:
            file = AppFile(shown, read_mapping(path))
        except InvalidFile as error:
            problems.append(Problem(shown, str(error), "a mapping of settings, in a file that ends in .yaml"))
            continue
        problems.extend(_tokens_taken_out(file, stack))
        yield file


def _tokens_taken_out(file: AppFile, stack: str) -> Iterator[Problem]:
    for path in _TOKENS:
        section: Any = file.settings
        for part in path[:-1]:
            section = section.get(part) if isinstance(section, dict) else None
        if isinstance(section, dict) and section.pop(path[-1], None) is not None:
            yield Problem(
                f"{file.path}:{'.'.join(path)}",
                "stands in clear in a file: treat it as leaked, and have the service issue a new one",
                f"pulumi config set --stack {stack} --secret --path 'tokens.{file.app}'",
            )


def _over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**under, **over}
    for key in under.keys() & over.keys():
        if isinstance(under[key], dict) and isinstance(over[key], dict):
            merged[key] = _over(under[key], over[key])
    return {key: value for key, value in merged.items() if value is not None}


def _has(settings: Any, path: Sequence[str | int]) -> bool:  # noqa: ANN401 - unchecked settings
    try:
        for part in path:
            settings = settings[part]
    except (KeyError, IndexError, TypeError):
        return False
    return True
