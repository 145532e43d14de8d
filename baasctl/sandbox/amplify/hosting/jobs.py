"""Builds of branches. Nothing is built: a job has succeeded after the reads that the project's options ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Own
from baasctl.sandbox.amplify.hosting import store
from baasctl.sandbox.amplify.refusals import AwsRefusal


def _start(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    branch = store.member_of(app["branches"], str(call.parameters["branchName"]), "Branch")
    jobs = app["jobs"].setdefault(branch["branchName"], {})
    kind = call.parameters["jobType"]
    if kind == "RETRY" and "jobId" not in call.parameters:
        raise AwsRefusal("BadRequestException", "Job id is required for RETRY jobs.")
    number = str(len(jobs) + 1)
    place = f"apps/{app['app']['appId']}/branches/{branch['branchName']}/jobs"
    jobs[number] = {
        "jobArn": store.arn(call.project, f"{place}/{number:0>10}"),
        "jobId": number,
        "commitId": call.parameters.get("commitId", "HEAD"),
        "commitMessage": call.parameters.get("commitMessage", ""),
        "commitTime": store.now(),
        "startTime": store.now(),
        "jobType": kind,
        "reads": call.project.options.pending_reads,
    }
    branch.update({"activeJobId": number, "totalNumberOfJobs": str(len(jobs))})
    store.keep(call, found)
    return {"jobSummary": {**_shown(jobs[number]), "status": "PENDING"}}


def _get(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    job = _job(call, found)
    if job["reads"]:
        job["reads"] -= 1
        store.keep(call, found)
    return {"job": {"summary": _shown(job), "steps": []}}


def _stop(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    job = _job(call, found)
    job.update({"reads": 0, "stopped": True})
    store.keep(call, found)
    return {"jobSummary": _shown(job)}


def _delete(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    job = _job(call, found)
    del store.app_of(call, found)["jobs"][call.parameters["branchName"]][job["jobId"]]
    store.keep(call, found)
    return {"jobSummary": _shown(job)}


def _list_jobs(call: Call) -> Mapping[str, Any]:
    jobs = store.app_of(call, store.apps(call))["jobs"].get(call.parameters["branchName"], {})
    return store.page(call, "jobSummaries", [_shown(job) for job in reversed(jobs.values())])


def _job(call: Call, found: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    jobs = store.app_of(call, found)["jobs"].get(call.parameters["branchName"], {})
    return store.member_of(jobs, str(call.parameters["jobId"]), "Job")


def _shown(job: Mapping[str, Any]) -> Mapping[str, Any]:
    status = "CANCELLED" if job.get("stopped") else "RUNNING" if job["reads"] else "SUCCEED"
    shown = {name: member for name, member in job.items() if name not in {"reads", "stopped"}}
    return {**shown, "status": status, **({} if status == "RUNNING" else {"endTime": job["startTime"]})}


OPERATIONS: Final[Mapping[str, Own]] = {
    "StartJob": _start,
    "GetJob": _get,
    "StopJob": _stop,
    "DeleteJob": _delete,
    "ListJobs": _list_jobs,
}
