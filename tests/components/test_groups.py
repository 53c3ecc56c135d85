"""Groups and their assignments."""

import json
from collections.abc import Sequence
from typing import Any

import pulumi
import pytest

from components import GroupArgs, GroupAssignments, Groups
from tests.recorder import OktaSays, Run, run


def assigned(groups: Sequence[GroupArgs], says: OktaSays | None = None) -> Run:
    def program() -> Any:
        return GroupAssignments("invision", "0oaApp", Groups("invision", groups).groups).assigned

    return run(program, says)


def test_an_existing_group_is_found_by_its_name() -> None:
    assert assigned([{"name": "Design"}]).one("GroupAssignment").inputs["groupId"] == "00gDesign"


def test_an_existing_group_is_taken_by_its_id_without_asking() -> None:
    result = assigned([{"id": "00gOther"}])
    assert result.one("GroupAssignment").inputs["groupId"] == "00gOther"
    assert result.asked == []


def test_a_declared_group_is_created_with_its_description() -> None:
    result = assigned([{"name": "InVision people", "declare": True, "description": "Who get InVision"}])
    assert result.one("Group").inputs == {"name": "InVision people", "description": "Who get InVision"}
    assert result.one("GroupAssignment").inputs["groupId"] == "invision-invision-people-id"


def test_priority_and_profile_go_to_the_assignment() -> None:
    inputs = assigned([{"id": "00gOther", "priority": 2, "profile": {"role": "member"}}]).one("GroupAssignment").inputs
    assert inputs["priority"] == 2
    assert json.loads(inputs["profile"]) == {"role": "member"}


def test_each_group_has_an_assignment_of_its_own_so_that_others_stay_untouched() -> None:
    says = OktaSays(groups={"Design": "00gDesign", "Sales": "00gSales"})
    result = assigned([{"name": "Design"}, {"name": "Sales"}], says)
    assert sorted(group.name for group in result.of_type("GroupAssignment")) == ["invision-design", "invision-sales"]
    assert result.result == ["Design", "Sales"]


def test_a_group_that_is_not_there_is_named_with_okta_s_words_and_the_next_step() -> None:
    with pytest.raises(pulumi.RunError) as raised:
        assigned([{"name": "Desing"}])
    assert str(raised.value) == (
        "The group 'Desing' could not be read from Okta: group with name \"Desing\" does not exist\n"
        "Next: correct its name, or set `declare: true` to have it created; check that the API token may read groups."
    )


def test_a_group_that_okta_finds_by_the_beginning_of_its_name_is_not_taken() -> None:
    with pytest.raises(pulumi.RunError, match="no group is called so; the nearest is 'Contractors'"):
        assigned([{"name": "Contr"}], OktaSays(groups={"Contractors": "00gContractors"}))


def test_an_id_that_is_an_output_is_taken_with_a_name_to_call_it_by() -> None:
    groups: Sequence[GroupArgs] = [{"name": "Design", "id": pulumi.Output.from_input("00gMade")}]
    result = assigned(groups)
    assert result.one("GroupAssignment").name == "invision-design"
    assert result.one("GroupAssignment").inputs["groupId"] == "00gMade"


def test_an_id_that_is_an_output_and_has_no_name_is_refused_with_what_to_give() -> None:
    with pytest.raises(pulumi.RunError, match="an output needs a `name` beside it"):
        assigned([{"id": pulumi.Output.from_input("00gMade")}])
