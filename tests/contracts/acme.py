"""
A unified API of two hundred lines less than a real one: reads NexivoHR, speaks the `truto` dialect.

It exists so that the kit can be tested without the reference, and with vices switched on by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs

import httpx
import orjson

from ats_contracts.targets import Link

Json = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
STAGES = ("screening", "interview", "offer", "placed", "rejected")


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


class Acme:
    """The WSGI application. *vices* are what it does wrong, on purpose."""

    def __init__(self, link: Link, vices: Iterable[str] = ()) -> None:
        self.link = link
        self.vices = set(vices)
        self.accounts: dict[str, tuple[str, str]] = {}
        self.http = httpx.Client(transport=link.transport, trust_env=False, verify=False)

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> list[bytes]:
        status, headers = 200, {}
        try:
            body = self.answer(environ)
        except Refused as refused:
            status, headers = refused.status, refused.headers
            body = {"statusCode": status, "message": str(refused)}
        sent = [("Content-Type", "application/json"), *headers.items()]
        start_response(f"{status} Said", sent)
        return [orjson.dumps(body)]

    def answer(self, environ: Mapping[str, Any]) -> Json:
        path = environ["PATH_INFO"].strip("/").split("/")
        if path == ["integrated-account"]:
            size = int(environ.get("CONTENT_LENGTH") or 0)
            body = orjson.loads(environ["wsgi.input"].read(size))
            name = f"a{len(self.accounts)}"
            self.accounts[name] = (body["base_url"], body["credentials"]["token"])
            return {"id": name}
        if path[:2] != ["unified", "ats"]:
            raise Refused(404, "no such path")
        query = {k: v[0] for k, v in parse_qs(environ.get("QUERY_STRING", "")).items()}
        account = self.accounts[query["integrated_account_id"]]
        if len(path) == 4:
            return self.one(account, path[2], path[3])
        return self.listed(account, path[2], query)

    def listed(self, account: tuple[str, str], resource: str, query: Mapping[str, str]) -> Json:
        if resource == "applications":
            return {"result": self.applications(account), "next_cursor": None}
        if resource == "job_interview_stages":
            return {"result": [{"id": s, "name": s} for s in STAGES], "next_cursor": None}
        read = {"candidates": candidate, "jobs": job}.get(resource)
        if read is None:
            raise Refused(501, f"{resource} is not supported")
        page = int(query.get("next_cursor") or 1)
        got = self.read(account, f"/{resource}?page={page}&per_page=25")
        more = page < got["meta"]["total_pages"] and "first_page_only" not in self.vices
        if "endless" in self.vices:
            more, page = True, 0
        rows = [read(r) for r in got["data"]]
        if resource == "candidates":
            self.embed(account, rows)
        if "company_is_title" in self.vices and resource == "candidates":
            rows = [{**row, "company": row["company"] and row["title"]} for row in rows]
        if "ascii" in self.vices:
            for row in rows:
                row["name"] = row["name"] and row["name"].encode("ascii", "ignore").decode()
        return {"result": rows, "next_cursor": str(page + 1) if more else None}

    def embed(self, account: tuple[str, str], rows: list[Json]) -> None:
        """Show the applications of each candidate, if that is among the vices."""
        if not any(vice.startswith("embeds") for vice in self.vices):
            return
        every = self.applications(account)
        if "embeds_moved" in self.vices:
            every = [{**a, "current_stage": {"id": "offer", "name": "offer"}} for a in every]
        whose = [str(row["id"]) for row in rows]
        if "embeds_anothers" in self.vices:
            whose = whose[1:] + whose[:1]
        for row, key in zip(rows, whose, strict=True):
            own = [a for a in every if a["candidate"]["id"] == key]
            if "embeds_ids" in self.vices:
                own = [{"id": a["id"]} for a in reversed(own)]
            row["applications"] = own

    def one(self, account: tuple[str, str], resource: str, key: str) -> Json:
        if resource == "candidates" and self.vices & {"hides_inactive", "forgets_inactive"}:
            row = self.read(account, f"/candidates/{key}")
            if row["status"] == "inactive" and "hides_inactive" in self.vices:
                raise Refused(404, "not found")
            return candidate(row if row["status"] != "inactive" else {**row, "last_name": None})
        if resource in ("candidates", "jobs"):
            read = {"candidates": candidate, "jobs": job}[resource]
            return read(self.read(account, f"/{resource}/{key}"))
        rows = self.listed(account, resource, {})["result"]
        found = next((r for r in rows if r["id"] == key), None)
        if found is None:
            raise Refused(404, "not found")
        return dict(found)

    def applications(self, account: tuple[str, str]) -> list[Json]:
        rows: list[Json] = []
        for one in self.all(account, "/jobs?"):
            rows += map(application, self.all(account, f"/jobs/{one['id']}/submissions?"))
        return rows

    def all(self, account: tuple[str, str], path: str) -> list[Json]:
        rows: list[Json] = []
        page = 1
        while True:
            got = self.read(account, f"{path}page={page}&per_page=100")
            rows += got["data"]
            if page >= got["meta"]["total_pages"]:
                return rows
            page += 1

    def read(self, account: tuple[str, str], path: str) -> Json:
        base_url, token = account
        for _ in range(4):
            headers = {"Authorization": f"Bearer {token}"}
            response = self.http.get(f"{base_url}/ats/api/v1{path}", headers=headers)
            if response.status_code == 200:
                return dict(response.json())
            if response.status_code == 401 and "swallows_401" in self.vices:
                return {"data": [], "meta": {"total_pages": 1}}
            if response.status_code != 429:
                raise Refused(response.status_code, response.text)
            wait = 0 if "impatient" in self.vices else float(response.headers["Retry-After"])
            self.link.sleep(wait)
        raise Refused(429, "limited", {"Retry-After": response.headers["Retry-After"]})


def candidate(row: Json) -> Json:
    place = ", ".join(p for p in (row["city"], row["state"]) if p)
    return {
        "id": str(row["id"]),
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "name": " ".join(p for p in (row["first_name"], row["last_name"]) if p),
        "title": row["current_title"],
        "company": row.get("current_company"),
        "urls": [{"url": row["linkedin_url"]}] if row.get("linkedin_url") else [],
        "tags": [{"name": skill} for skill in row.get("skills", ())],
        "locations": [place] if place else [],
        "phones": [{"number": row["phone"]}] if row["phone"] else [],
        "emails": [{"email": row["email"]}] if row["email"] else [],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def job(row: Json) -> Json:
    place = ", ".join(p for p in (row["city"], row["state"]) if p)
    return {
        "id": str(row["id"]),
        "name": row["title"],
        "description": row["description"],
        "status": row["status"],
        "locations": [place] if place else [],
        "job_type": row["employment_type"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "closed_at": row["closed_at"],
    }


def application(row: Json) -> Json:
    return {
        "id": str(row["id"]),
        "candidate": {"id": str(row["candidate_id"])},
        "job": {"id": str(row["job_id"])},
        "applied_at": row["created_at"],
        "rejected_at": row["updated_at"] if row["stage"] == "rejected" else None,
        "current_stage": {"id": row["stage"], "name": row["stage"]},
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def good(link: Link) -> Acme:
    """Make one without a vice."""
    return Acme(link)


def first_page_only(link: Link) -> Acme:
    """Make one that never looks at a second page."""
    return Acme(link, {"first_page_only"})
