"""Evidence: what each grade takes for proof, for nothing, and for a contradiction."""

from datetime import UTC, datetime
from typing import Any

from evidence.grades import Evidence, Subject, Verdict, look
from tests.evidence.fake_okta import FakeOkta

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def event(result: str, at: str, reason: str | None = None) -> dict[str, Any]:
    return {
        "published": at,
        "eventType": "application.provision.user.push",
        "outcome": {"result": result, "reason": reason},
        "target": [{"type": "User", "alternateId": "ada@example.com"}],
    }


def evidence(okta: FakeOkta, with_service: bool = True, most_people: int = 50) -> Evidence:
    api, app = okta.api(), okta.found()
    service = okta.service() if with_service else None
    return look(Subject(api, app, list(api.app_users(app)), service, most_people, NOW))


def holds(found: Evidence) -> list[bool | None]:
    return [finding.holds for _, finding in found.findings]


def provisioned() -> FakeOkta:
    okta = FakeOkta(log=[event("SUCCESS", "2026-11-24T09:00:00.000Z")])
    okta.assign("ada@example.com")
    okta.assign("grace@example.com")
    return okta


def test_people_who_arrived_prove_it_up_to_the_scim_server() -> None:
    found = evidence(provisioned())
    assert (found.verdict, holds(found)) == (Verdict.PROVED, [True] * 4)
    assert found.grade is not None
    assert found.grade.name == "SCIM server"


def test_features_alone_prove_nothing() -> None:
    found = evidence(FakeOkta())
    assert (found.verdict, holds(found)) == (Verdict.UNPROVED, [True, None, None, None])


def test_without_features_what_happened_before_proves_nothing() -> None:
    okta = provisioned()
    okta.app["features"] = []
    assert evidence(okta).verdict is Verdict.UNPROVED


def test_without_a_token_the_scim_server_is_not_asked() -> None:
    found = evidence(provisioned(), with_service=False)
    assert (found.verdict, holds(found)) == (Verdict.PROVED, [True, True, True, None])


def test_a_person_whose_push_failed_speaks_against_it_and_is_named() -> None:
    okta = provisioned()
    okta.assign("edsger@example.com", syncState="ERROR", externalId=None)
    found = evidence(okta)
    assert found.verdict is Verdict.CONTRADICTED
    assert found.findings[1][1].says == "1 ERROR, 2 SYNCHRONIZED, 2 known to the service; failed: edsger@example.com"


def test_an_external_id_counts_where_okta_keeps_no_sync_state() -> None:
    okta = FakeOkta()
    okta.assign("ada@example.com", syncState="DISABLED")
    assert holds(evidence(okta))[1] is True


def test_a_failure_after_the_last_success_speaks_against_it() -> None:
    okta = provisioned()
    okta.log.append(event("FAILURE", "2026-11-24T09:30:00.000Z", "401 Unauthorized"))
    found = evidence(okta)
    assert (found.verdict, holds(found)[2]) == (Verdict.CONTRADICTED, False)
    assert found.findings[2][1].at == "2026-11-24T09:30:00.000Z"
    assert "ada@example.com: 401 Unauthorized" in found.findings[2][1].says


def test_a_failure_before_the_last_success_is_told_and_does_not_count() -> None:
    okta = provisioned()
    okta.log.append(event("FAILURE", "2026-11-24T08:00:00.000Z", "401 Unauthorized"))
    found = evidence(okta)
    assert (found.verdict, "401 Unauthorized" in found.findings[2][1].says) == (Verdict.PROVED, True)


def test_a_person_whom_the_service_does_not_have_speaks_against_it() -> None:
    okta = provisioned()
    del okta.at_service["ada@example.com"]
    found = evidence(okta)
    assert found.verdict is Verdict.CONTRADICTED
    assert found.findings[3][1].says == "1 of 2 found, 1 active; missing: ada@example.com"


def test_a_person_who_is_inactive_at_the_service_speaks_against_it() -> None:
    okta = provisioned()
    okta.at_service["ada@example.com"] = False
    assert evidence(okta).findings[3][1].says == "2 of 2 found, 1 active; inactive: ada@example.com"


def test_of_many_people_the_latest_are_looked_up() -> None:
    okta = provisioned()
    okta.assign("old@example.com", lastSync="2020-01-01T00:00:00.000Z")
    del okta.at_service["old@example.com"]
    says = evidence(okta, most_people=2).findings[3][1].says
    assert says == "2 of 2 found, 2 active (the latest of 3)"


def test_the_evidence_as_data_has_grade_source_and_date_of_each() -> None:
    data = evidence(provisioned()).as_dict()
    assert (data["verdict"], data["grade"]) == ("proved", 4)
    assert {"grade", "name", "proves", "source", "holds", "at", "says"} <= set(data["evidence"][0])
    assert data["evidence"][2]["lastSuccess"]["published"] == "2026-11-24T09:00:00.000Z"
