"""What a resource's property is: the row type of all property tables."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

_HUMP: Final = re.compile(r"(?<!^)(?=[A-Z])")


class Kind(Enum):
    """The types that decide how a property is defaulted, compared and sent."""

    STRING = "string"
    BOOLEAN = "bool"
    INTEGER = "int"
    JSON = "json"
    STRINGS = "strings"
    STRING_SET = "string set"
    OBJECT = "object"
    OBJECTS = "objects"
    OBJECT_SET = "object set"

    @property
    def is_set(self) -> bool:
        """Tell whether order says nothing."""
        return self in (Kind.STRING_SET, Kind.OBJECT_SET)

    @property
    def is_block_list(self) -> bool:
        """Tell whether an unset one is an empty list rather than null."""
        return self in (Kind.OBJECTS, Kind.OBJECT_SET)


class Empty(Enum):
    """What goes to Okta for a property without a value."""

    OMIT = "omit"
    SEND = "send"
    NULL = "null"


class Flavor(Enum):
    """The two frameworks the real plugin is written in; they plan, diff and store differently."""

    CLASSIC = "classic"
    FRAMEWORK = "framework"


@dataclass(frozen=True)
class Field:
    """One property: `name` in Pulumi, `okta` the dotted path in Okta's JSON, `bridged` the name in messages.

    `same_as_absent` is what a key of a JSON text may hold and still count as not there; `okta_default` is what Okta
    puts in for an unset value, which then is no difference.
    """

    name: str
    kind: Kind = Kind.STRING
    okta: str = ""
    bridged: str = ""
    required: bool = False
    read_only: bool = False
    computed: bool = False
    default: str | bool | int | None = None
    replaces: bool = False
    secret: bool = False
    keeps_when_unset: bool = False
    zero_is_unset: bool = True
    empty: Empty = Empty.OMIT
    choices: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    maximum: int = 0
    minimum: int | None = None
    description: str = ""
    carried: bool = True
    deprecated: str = ""
    same_as_absent: bool | None = False
    okta_default: str = ""
    fields: "tuple[Field, ...]" = ()

    @property
    def message_name(self) -> str:
        """Give the name that the plugin's own messages use."""
        return self.bridged or _HUMP.sub("_", self.name).lower()

    @property
    def is_input(self) -> bool:
        """Tell whether a program may set it."""
        return not self.read_only

    @property
    def is_computed(self) -> bool:
        """Tell whether Okta gives it a value when the program does not."""
        return self.read_only or self.computed


@dataclass(frozen=True)
class Schema:
    """A resource's table; `timeouts` lists the operations that the plugin notes an hour for in `__meta`."""

    token: str
    flavor: Flavor
    fields: tuple[Field, ...]
    autonamed: str = ""
    timeouts: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """Find a row by its name in Pulumi."""
        return next((field for field in self.fields if field.name == name), None)
