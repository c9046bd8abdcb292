"""Policies: read versions, store one, activate one; for reviewers, who are people."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BeforeValidator, Field

from bankagent.api.http.auth import TheOfficer, TheReviewer
from bankagent.api.http.body import read_as
from bankagent.api.http.ids import a_number
from bankagent.api.http.resources import TheResources
from bankagent.api.http.responses import ExactJson
from bankagent.api.models.policies import (
    Activated,
    NewActivation,
    NewVersion,
    Policies,
    VersionStored,
    VersionView,
    VersionWithTable,
)
from bankagent.api.models.withdrawals import NewWithdrawal, Withdrawn
from bankagent.api.openapi.describe import problems, shown, takes
from bankagent.errors import NotFound
from bankagent.service.policies import activate, submit, versions
from bankagent.store.policies import versions as stored

router = APIRouter(tags=["policies"])

Key = Annotated[
    str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="The policy, as trade_review.")
]
Version = Annotated[
    Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(a_number)],
    Path(description="The version's number."),
]
CSV = "text/csv"


@router.get(
    "/policies",
    response_model=Policies,
    summary="List the policies in force",
    response_description="The version of each policy that is in force.",
    responses=shown(200, Policies) | problems(400, 401, 403, 503),
)
async def list_policies(resources: TheResources, _: TheReviewer) -> Response:
    """List the version of each policy that is in force now."""
    found = [one for one in await resources.gateway.ask(stored.listed) if one.status == "active"]
    return ExactJson(Policies(policies=[VersionView.of(one) for one in found]))


@router.get(
    "/policies/{key}",
    response_model=Policies,
    summary="List the versions of a policy",
    response_description="All versions of the policy, by number.",
    responses=shown(200, Policies) | problems(400, 401, 403, 404, 503),
)
async def list_versions(key: Key, resources: TheResources, _: TheReviewer) -> Response:
    """List the versions of a policy: status, author, checks, and time in force."""
    found = await resources.gateway.ask(stored.listed, key)
    if not found:
        raise NotFound("There is no such policy.")
    return ExactJson(Policies(policies=[VersionView.of(one) for one in found]))


@router.get(
    "/policies/{key}/versions/{version}",
    response_model=VersionWithTable,
    summary="Read a version of a policy",
    response_description="The version with its table; with Accept: text/csv the rules alone.",
    responses=shown(200, VersionWithTable) | problems(400, 401, 403, 404, 503),
)
async def get_version(
    key: Key, version: Version, request: Request, resources: TheResources, _: TheReviewer
) -> Response:
    """Read a version of a policy with its table, for a spreadsheet too (`Accept: text/csv`)."""
    found = await resources.gateway.ask(versions.export_all, key, version)
    if CSV in request.headers.get("accept", ""):
        return Response(found.table_csv, media_type=CSV)
    return ExactJson(VersionWithTable.of(found))


@router.post(
    "/policies/{key}/versions",
    status_code=201,
    response_model=VersionStored,
    summary="Store a version of a policy",
    response_description="The draft is stored, and its lint and its test are recorded.",
    responses=shown(201, VersionStored, "Location")
    | problems(400, 401, 403, 404, 413, 415, 422, 503),
    openapi_extra=takes(NewVersion),
)
async def store_version(
    key: Key, request: Request, resources: TheResources, officer: TheOfficer
) -> Response:
    """Store a table as a draft, whose author you are, and have it linted and tested.

    Nothing is in force by that. A table that the policy has already is replayed: the answer names
    its version. Where no answer came, send it again.
    """
    new = await read_as(NewVersion, request)
    examples = None if new.examples is None else new.examples.encode()
    done = await submit.submit(
        resources.gateway,
        key,
        new.csv.encode(),
        new.facts_json,
        examples,
        actor=officer.name,
    )
    return ExactJson(
        VersionStored.of(key, done),
        status_code=HTTPStatus.CREATED,
        headers={"Location": f"/policies/{key}/versions/{done.stored.version}"},
    )


@router.post(
    "/policies/{key}/versions/{version}/activate",
    response_model=Activated,
    summary="Activate a version of a policy",
    response_description="The version is in force from then on.",
    responses=shown(200, Activated) | problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
    openapi_extra=takes(NewActivation),
)
async def activate_version(
    key: Key, version: Version, request: Request, resources: TheResources, officer: TheOfficer
) -> Response:
    """Put a version in force, at once or from a time on. Its author may not.

    Its last lint and its last test must have passed, and are made again; 409 says which does not
    pass.
    """
    new = await read_as(NewActivation, request)
    since = await activate.over_http(
        resources.gateway, key, version, new.reason, new.active_from, actor=officer.name
    )
    return ExactJson(Activated(key=key, version=version, active_from=since.isoformat()))


@router.post(
    "/policies/{key}/versions/{version}/withdraw",
    response_model=Withdrawn,
    summary="Withdraw a version of a policy before its time",
    response_description="The version does not come into force; what is in force stays.",
    responses=shown(200, Withdrawn) | problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
    openapi_extra=takes(NewWithdrawal),
)
async def withdraw_version(
    key: Key, version: Version, request: Request, resources: TheResources, officer: TheOfficer
) -> Response:
    """Withdraw each activation of a version for a time to come. One person is enough."""
    new = await read_as(NewWithdrawal, request)
    times = await resources.gateway.ask(stored.withdraw, key, version, new.reason, officer.name)
    withdrawn = [one.isoformat() for one in times]
    return ExactJson(Withdrawn(key=key, version=version, withdrawn=withdrawn))
