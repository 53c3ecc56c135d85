"""The faults that can be rehearsed, and what each takes."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

# Stands for any tenant in the names of faults.
_ANY: Final = "TENANT"
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, description="a number from 0 to 1")]
Seconds = Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)]
Switch = Annotated[bool, Field(description="true or false")]
Quantiles = Annotated[list[Seconds], Field(min_length=2)]


class _Faults(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ServerFaults(_Faults):
    """What can go wrong between a client and a server; a share is that of the requests it happens to."""

    error_rate: Share = Field(0.0, title="share of requests refused before anything is done")
    error_status: Literal[429, 500, 502, 503, 504] = Field(
        429, title="how they are refused", description="429, 500, 502, 503 or 504"
    )
    drop_rate: Share = Field(0.0, title="share of requests whose connection is cut without an answer")
    drop_after_work: Switch = Field(False, title="cut it when the work is done, so that only the answer is lost")
    slow_rate: Share = Field(0.0, title="share of answers that come late, the work being done at once")
    slow_seconds: Seconds = Field(30.0, title="how late they come", description="a number of seconds from 0 to 600")


class OrgFaults(ServerFaults):
    """What can go wrong at the Management API, `/api/v1`."""

    latency: Literal["off", "recorded"] | Quantiles = Field(
        "off",
        title="how long every request takes: as recorded of a real org, or quantiles of your own",
        description="off, recorded, or a list of seconds from the shortest to the longest",
    )
    rate_limits: Switch = Field(False, title="refuse what is over Okta's rate limits; else only headers tell of them")


class ScimFaults(ServerFaults):
    """What can go wrong at a tenant's SCIM server, and the ways in which it can depart from the RFCs."""

    latency: Literal["off"] | Quantiles = Field(
        "off",
        title="how long every request takes, by quantiles",
        description="off, or a list of seconds from the shortest to the longest",
    )
    token_changed: Switch = Field(False, title="another token is in force, and all earlier ones are refused")
    filter_is_case_sensitive: Switch = Field(False, title="a filter finds values in the same case only")
    no_patch: Switch = Field(False, title="PATCH is refused with 501")
    content_type: str | None = Field(
        None,
        pattern=r"^[\w.+-]+/[\w.+-]+$",
        title="answers are said to be of this type",
        description="a media type such as application/json, or null",
    )
    create_answers_200: Switch = Field(False, title="a creation is answered with 200 instead of 201")
    ignores_count: Switch = Field(False, title="a page has all that is left, whatever count was asked for")


class FaultPlan(_Faults):
    """All faults; those left out are at rest."""

    seed: int = Field(
        0, title="which requests meet with trouble: the same under one seed", description="a whole number"
    )
    wipe_provisioning_on_app_update: Switch = Field(
        # Reported of okta_app_saml: terraform-provider-okta 655 and 710.
        False,
        title="a PUT of an app disables its connection and switches its capabilities off",
    )
    api: OrgFaults = Field(OrgFaults(), title="the Management API", description="a table of faults")
    scim: dict[str, ScimFaults] = Field({}, title="SCIM servers by tenant", description="tables of faults by tenant")


class UnknownFault(ValueError):
    """A plan that cannot be; ``problems`` are sentences, each naming the fault."""

    def __init__(self, problems: list[str]) -> None:
        """Hold all that is wrong at once."""
        super().__init__("; ".join(problems))
        self.problems = problems


def read_plan(values: Mapping[str, Any], tenants: Iterable[str] | None = None) -> FaultPlan:
    """Check a plan; `tenants` are those that there are, if known. Raises UnknownFault with everything that is wrong."""
    try:
        plan = FaultPlan.model_validate(values)
    except ValidationError as error:
        told = (_problem(problem["loc"], problem["type"]) for problem in error.errors(include_input=False))
        raise UnknownFault(list(dict.fromkeys(told))) from None
    known = sorted(plan.scim if tenants is None else tenants)
    strangers = [name for name in plan.scim if name not in known]
    if strangers:
        there = f"there are: {', '.join(known)}" if known else "there are none here"
        raise UnknownFault([f"scim.{name}: There is no such tenant; {there}" for name in strangers])
    return plan


def shown(plan: FaultPlan, tenants: Iterable[str]) -> dict[str, Any]:
    """Give the value of every fault, those at rest and those of tenants without any too."""
    servers = {tenant: ScimFaults() for tenant in tenants} | plan.scim
    return plan.model_copy(update={"scim": servers}).model_dump()


def flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Give every fault's name, such as `api.error_rate`, and value."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put faults named as `flat` names them into a plan's form."""
    result: dict[str, Any] = {}
    for name, value in values.items():
        *path, last = name.split(".")
        place = result
        for part in path:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise UnknownFault([f"{name}: '{part}' is set to a value already"])
        place[last] = value
    return result


def about(name: str) -> tuple[str, str]:
    """Say what a fault does, and what it takes; the tenant in its name may be any."""
    return _named()[_general(name.split("."))]


@cache
def _named() -> dict[str, tuple[str, str]]:
    return dict(_walk(FaultPlan, ""))


def _walk(model: type[BaseModel], above: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, field in model.model_fields.items():
        yield f"{above}{name}", (field.title or "", field.description or "")
    if model is FaultPlan:
        yield from _walk(OrgFaults, "api.")
        yield f"scim.{_ANY}", ("a tenant's SCIM server", "a table of faults")
        yield from _walk(ScimFaults, f"scim.{_ANY}.")


def _general(path: list[str]) -> str:
    return ".".join(_ANY if place == 1 and path[0] == "scim" else part for place, part in enumerate(path))


def _problem(place: tuple[int | str, ...], kind: str) -> str:
    path = [str(part) for part in place]
    if not path:
        return "Faults are a table of names and values"
    # Behind a fault's name stand the places inside its value.
    while _general(path) not in _named() and len(path) > 1 and kind != "extra_forbidden":
        path.pop()
    name = ".".join(path)
    if kind == "extra_forbidden":
        above = _general(path[:-1])
        siblings = {known.rpartition(".")[2] for known in _named() if known.rpartition(".")[0] == above}
        (nearest,) = difflib.get_close_matches(path[-1], siblings, n=1, cutoff=0)
        prefix = f"{name.rpartition('.')[0]}." if above else ""
        return f"There is no fault '{name}'; the nearest is '{prefix}{nearest}'"
    return f"{name}: The value must be {about(name)[1]}"
