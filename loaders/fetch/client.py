"""Requests to the OpenAlex API and everything that can go wrong with them: retries, limits, merged ids, refusals.

The key travels in the Authorization header only, so no URL, redirect, log line or error of ours or urllib3's holds it.
"""

from __future__ import annotations

import logging
from typing import NoReturn, Self
from urllib.parse import quote, urlencode

import structlog
import urllib3

from ...schema.errors import SourceError
from .answer import REDIRECTS, Answer, TransientError, read_answer
from .budget import Budget, Kind, Stopped, Timing
from .query import openalex_id
from .settings import KEY_VARIABLE, FetchSettings

MAX_REDIRECTS = 5
FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 60.0

_log = structlog.wrap_logger(logging.getLogger(__name__))


class Client:
    """Asks for single records and pages of lists, within the settings and the budget."""

    def __init__(self, settings: FetchSettings, budget: Budget, timing: Timing) -> None:
        self._settings = settings
        self._budget = budget
        self._timing = timing
        self._headers = urllib3.make_headers(accept_encoding=True, user_agent=settings.user_agent)
        if settings.api_key:
            self._headers["authorization"] = f"Bearer {settings.api_key}"
        self._pool = urllib3.PoolManager(num_pools=1, maxsize=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.clear()

    def lookup(self, entity: str, ref: str) -> Answer | None:
        """The record of an id, through the redirects of merged ids; None where there is none."""
        asked = ref
        for _ in range(MAX_REDIRECTS + 1):
            target = f"/{entity}/{quote(ref, safe=':/')}"
            answer = self._get(target, "lookup")
            if answer.status == 404:
                return None
            if answer.status == 200:
                if openalex_id(answer.content.get("id"), entity) is None:
                    raise SourceError(f"the answer to {target} is no record of {entity}: it has no such id")
                return answer
            moved = openalex_id(answer.moved_to, entity)
            if moved is None:
                raise SourceError(f"OpenAlex redirects {target} to something that is no id of {entity}")
            ref = moved
        raise SourceError(f"/{entity}/{asked} is redirected more than {MAX_REDIRECTS} times", hint="leave this id out")

    def page(self, entity: str, terms: str, cursor: str) -> Answer:
        """One page of a list: an object with `meta` and `results`."""
        fields = {"filter": terms, "per_page": self._settings.per_page, "cursor": cursor}
        target = f"/{entity}?{urlencode(fields, safe=':,|*!<>')}"
        answer = self._get(target, "search" if ".search" in terms else "listing")
        if answer.status != 200:
            raise SourceError(f"OpenAlex answers HTTP {answer.status} to {target}", hint="check entity and filter")
        if not (isinstance(answer.content.get("meta"), dict) and isinstance(answer.content.get("results"), list)):
            raise SourceError(f"the answer to {target} is no page: it lacks meta or results")
        return answer

    def _get(self, target: str, kind: Kind) -> Answer:
        """A 200 with a whole body, a redirect or a 404; retried as long as that can help."""
        attempts = self._settings.max_retries + 1
        for attempt in range(1, attempts + 1):
            self._budget.begin(kind)
            try:
                return self._attempt(target, kind)
            except TransientError as trouble:
                reason, pause = str(trouble), self._backoff(attempt, trouble)
            if attempt < attempts:
                _log.info("fetch.retry", target=target, reason=reason, attempt=attempt, wait=round(pause, 3))
                self._budget.pause(pause)
        raise SourceError(
            f"OpenAlex fails to answer {target}: {attempts} attempts, the last with {reason}",
            hint="run it again later; it goes on where it stopped",
        )

    def _attempt(self, target: str, kind: Kind) -> Answer:
        url = self._settings.base_url + target
        try:
            response = self._pool.request(
                "GET", url, headers=self._headers, timeout=self._settings.timeout, retries=False
            )
            answer = read_answer(response)
        except urllib3.exceptions.HTTPError as error:
            raise TransientError(type(error).__name__) from error
        if answer.status == 200:
            self._budget.charge(kind, answer.cost)
        elif answer.status == 408 or answer.status >= 500:
            raise TransientError(f"HTTP {answer.status}", answer.retry_after)
        elif answer.status != 404 and answer.status not in REDIRECTS:
            self._refused(answer, target)
        return answer

    def _refused(self, answer: Answer, target: str) -> NoReturn:
        said = answer.words(self._settings.api_key)
        refusal = f"OpenAlex refuses {target} with HTTP {answer.status}: {said}"
        if "upgrade required" in said.lower():
            raise SourceError(refusal, hint="this needs a paid plan; a fetch without `since` works with a free key")
        if answer.status == 429:
            if _allowance_is_spent(answer, said):
                raise self._out_of_allowance(said, answer.retry_after)
            raise TransientError("HTTP 429", answer.retry_after)
        if answer.status in (401, 403):
            key = "check the key in" if self._settings.api_key else "put a key (free: openalex.org/settings/api) into"
            raise SourceError(refusal, hint=f"{key} {KEY_VARIABLE}")
        raise SourceError(refusal, hint="check ids and filter")

    def _backoff(self, attempt: int, trouble: TransientError) -> float:
        if trouble.wait is not None and trouble.wait > self._settings.max_wait:
            raise self._out_of_allowance(str(trouble), trouble.wait)
        grown = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** (attempt - 1))
        return max(trouble.wait or 0.0, grown * (1 + self._timing.jitter()) / 2)

    def _out_of_allowance(self, said: str, wait: float | None) -> Stopped:
        when = "after midnight UTC" if wait is None else f"in {wait:.0f} s"
        key = "" if self._settings.api_key else f", or with a key (free, ten times the allowance) in {KEY_VARIABLE}"
        return Stopped("api-limit", f"the API's own limit is reached: {said}", f"run it again {when}{key}")


def _allowance_is_spent(answer: Answer, said: str) -> bool:
    """Whether a 429 means the day's money rather than the second's requests: waiting seconds cannot help then."""
    left = answer.dollars("X-RateLimit-Remaining-USD")
    needed = answer.dollars("X-RateLimit-Cost-Required-USD")
    return "insufficient" in said.lower() or (left is not None and needed is not None and left < needed)
