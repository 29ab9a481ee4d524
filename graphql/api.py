"""From a question to an answer: document, limits, cost, then one snapshot of the store.

Synchronous; the view calls it in a worker thread, so that nothing a client sends keeps the event loop from others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from time import monotonic
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    execute_sync,
)
from graphql.execution.values import VariableValues, get_variable_values

from ..schema.errors import ResearchGraphError, StorageError, StoreTimeout
from ..schema.publication import Publication
from ..store.port import Snapshot, Store
from .answers import Answers, Kept
from .cost import cost_of
from .documents import Document, Documents, Refused
from .errors import ApiError, TooComplex, told
from .execution import MOST_ERRORS, Execution
from .limits import Limits
from .request import Request
from .schema import schema
from .selection import Selection


class EmptyStore(ApiError):
    """Nothing was published to the store yet."""

    code = "EMPTY_STORE"
    status = 503


class NoIntrospection(ApiError):
    """This service does not tell its schema."""

    code = "NO_INTROSPECTION"


class NotByGet(ApiError):
    """Only queries are answered over GET."""

    code = "METHOD_NOT_ALLOWED"
    status = 405


Watch = Callable[[str], AbstractContextManager[object]]
_UNWATCHED = nullcontext()


def _free(_: int) -> None:
    return None


def _settled(_: float) -> None:
    return None


def _unwatched(_: str) -> AbstractContextManager[object]:
    return _UNWATCHED


@dataclass(frozen=True, slots=True)
class Question:
    """A well-formed GraphQL request: a document's text or hash, and what goes with it."""

    text: str | None
    hash: str | None = None
    operation: str | None = None
    variables: Mapping[str, Any] | None = None
    by_get: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf: `role` tells apart whose answers may differ, `charge` takes the cost or raises an ApiError,
    `settle` the seconds that a thread then worked, `watch` is entered round each phase: validate, cost, execute,
    serialize.
    """

    role: str = "anonymous"
    may_introspect: bool = True
    only_known: bool = False
    charge: Callable[[int], None] = _free
    settle: Callable[[float], None] = _settled
    watch: Watch = _unwatched


class Cancel:
    """Ends a request's reading from another thread, when its client hung up."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self.is_set = False

    def attach(self, snapshot: Snapshot | None) -> None:
        """The snapshot that is being read; None when it is given back."""
        with self._lock:
            self._snapshot = snapshot
            if self.is_set and snapshot is not None:
                snapshot.cancel()

    def cancel(self) -> None:
        """Ends what is being read, now and later."""
        with self._lock:
            self.is_set = True
            if self._snapshot is not None:
                self._snapshot.cancel()


@dataclass(slots=True)
class Answer:
    """What to send: `has_data` tells an executed request from one that was refused with `status`.

    `tag` is set for answers that may be kept, here or by clients that asked by GET; the rest is for logs and metrics.
    """

    body: bytes
    has_data: bool
    status: int = 200
    tag: str | None = None
    cost: int = 0
    operation: str = "unknown"
    document: str = ""
    codes: tuple[str, ...] = ()
    store_seconds: float = 0.0
    was_kept: bool = False
    headers: dict[str, str] = field(default_factory=dict)


class Api:
    """Answers questions over one store."""

    def __init__(
        self,
        store: Store,
        *,
        limits: Limits | None = None,
        documents: Documents | None = None,
        kept_bytes: int = 64 * 2**20,
        seconds: float = 10.0,
    ) -> None:
        self._store = store
        self._limits = limits or Limits()
        self._schema = schema()
        self._documents = documents or Documents(self._schema, self._limits)
        self._answers = Answers(kept_bytes)
        self._seconds = seconds
        self._known: Publication | None = None

    def answer(self, question: Question, caller: Caller, *, request_id: str, cancel: Cancel | None = None) -> Answer:
        """The answer, whatever happens: every failure is an answer with errors and codes."""
        made = Answer(b"", has_data=False)
        try:
            return self._answered(question, caller, made, request_id, cancel or Cancel())
        except Refused as refused:
            return self._refused(made, refused.errors, request_id)
        except ApiError as error:
            made.headers = error.headers
            return self._refused(made, [error], request_id, status=error.status)
        except GraphQLError as error:  # an argument that is null where its type does not allow it
            return self._refused(made, [error], request_id)
        except Exception as error:  # noqa: BLE001 - told by its code, masked where it is not ours
            status = 503 if isinstance(error, ResearchGraphError) else 500
            wrapped = GraphQLError(str(error), original_error=error)
            return self._refused(made, [wrapped], request_id, status=status)

    def _answered(self, question: Question, caller: Caller, made: Answer, request_id: str, cancel: Cancel) -> Answer:
        with caller.watch("validate"):
            document = self._documents.find(
                question.text, question.hash, only_known=caller.only_known, charge=caller.charge
            )
            made.document = document.id
            operation = document.operation(question.operation)
            made.operation = operation.operation.value
            if question.by_get and operation.operation is not OperationType.QUERY:
                raise NotByGet("only queries are answered over GET")
            variables = self._variables(operation, question.variables)
            plan = document.plan(self._schema, operation, variables)
        introspects = bool(plan.introspection)
        if introspects and not caller.may_introspect:
            raise NoIntrospection("introspection is off; the schema is published with the documentation")
        with caller.watch("cost"):
            made.cost = cost_of(plan, variables)
        if made.cost > self._limits.cost:
            most = self._limits.cost
            raise TooComplex(f"the request costs {made.cost}; at most {most} is allowed: ask for smaller pages")
        caller.charge(made.cost)
        key = None
        if not introspects and not self._answers.is_off:
            asked = orjson.dumps([question.operation, variables.coerced], default=str, option=orjson.OPT_SORT_KEYS)
            key = (document.id, caller.role, blake2b(asked, digest_size=16).digest())
        return self._kept(made, key) or self._executed(
            question, made, key, document, operation, plan, variables, request_id, cancel, caller.watch
        )

    def _variables(self, operation: OperationDefinitionNode, given: Mapping[str, Any] | None) -> VariableValues:
        found = get_variable_values(
            self._schema,
            operation.variable_definitions or (),
            dict(given or {}),
            max_errors=MOST_ERRORS,
            hide_suggestions=True,
        )
        if isinstance(found, list):
            raise Refused(found[:MOST_ERRORS])
        return found

    def _kept(self, made: Answer, key: Any) -> Answer | None:
        known = self._known
        found = self._answers.find(key, (known.build, known.epoch)) if known and key else None
        if found is None or known is None:
            return None
        with self._store.snapshot(timeout=self._seconds) as snapshot:
            if snapshot.publication() != known:
                return None
        made.body, made.tag, made.has_data, made.was_kept = found.body, found.tag, True, True
        return made

    def _executed(
        self,
        question: Question,
        made: Answer,
        key: Any,
        document: Document,
        operation: OperationDefinitionNode,
        plan: Selection,
        variables: VariableValues,
        request_id: str,
        cancel: Cancel,
        watch: Watch,
    ) -> Answer:
        deadline = monotonic() + self._seconds
        with watch("execute"):
            run, data, publication, is_settled = self._read(plan, variables, deadline, cancel)
        made.store_seconds, errors = run.store_seconds, run.errors
        if data is not None and plan.introspection:
            self._introspect(data, document.ast, operation, plan, variables)
        extensions = {
            "cost": {"requested": made.cost, "maximum": self._limits.cost},
            "build": {"id": publication.build, "publishing": not is_settled or publication.state != "ready"},
        }
        body: dict[str, Any] = {"data": data, "extensions": extensions}
        if errors:
            shown = [told(error, request_id) for error in errors]
            made.codes = tuple(one["extensions"]["code"] for one in shown)
            body = {"errors": shown, **body}
        with watch("serialize"):
            made.body, made.has_data = orjson.dumps(body), True
        if not errors and is_settled and publication.state == "ready" and (key is not None or question.by_get):
            made.tag = blake2b(made.body, digest_size=12).hexdigest()
            if key is not None:
                self._answers.keep(key, (publication.build, publication.epoch), Kept(made.body, made.tag, made.cost))
        return made

    def _read(
        self, plan: Selection, variables: VariableValues, deadline: float, cancel: Cancel
    ) -> tuple[Execution, dict[str, Any] | None, Publication, bool]:
        """The run and its data, the publication they are of, and whether it was the same from first to last."""
        for is_last in (False, True):
            left = deadline - monotonic()
            if left <= 0 or cancel.is_set:
                raise StoreTimeout("the request took too long", hint="ask for less")
            with self._store.snapshot(timeout=left) as snapshot:
                cancel.attach(snapshot)
                try:
                    # Over a network what was held last is taken on trust and looked at behind; else it costs nothing.
                    known = self._known if snapshot.reads_ahead and not is_last else None
                    publication = known or _held(snapshot)
                    run = Execution(Request(snapshot, publication, deadline), variables)
                    data = run.run(plan)
                    is_settled = cancel.is_set or _is_settled(snapshot, publication, run)
                finally:
                    cancel.attach(None)
            self._known = publication if is_settled and publication.state == "ready" else None
            if is_settled or is_last:
                break
        return run, data, publication, is_settled

    def _introspect(
        self,
        data: dict[str, Any],
        document: DocumentNode,
        operation: OperationDefinitionNode,
        plan: Selection,
        variables: VariableValues,
    ) -> None:
        """Fills in what graphql-core says about the schema."""
        chosen = [node for one in plan.introspection for node in one.nodes]
        only = OperationDefinitionNode(
            operation=operation.operation,
            variable_definitions=operation.variable_definitions,
            selection_set=type(operation.selection_set)(selections=tuple(chosen)),
        )
        rest = tuple(one for one in document.definitions if not isinstance(one, OperationDefinitionNode))
        given = {name: one.value for name, one in variables.sources.items() if one.value is not Undefined}
        found: Any = execute_sync(self._schema, DocumentNode(definitions=(only, *rest)), variable_values=given)
        if isinstance(found, ExecutionResult) and found.data is not None:
            data.update(found.data)

    def _refused(self, made: Answer, errors: list[GraphQLError], request_id: str, *, status: int = 400) -> Answer:
        shown = [told(error, request_id) for error in errors]
        made.status, made.codes = status, tuple(one["extensions"]["code"] for one in shown)
        maximum = {"requested": made.cost or None, "maximum": self._limits.cost}
        made.body = orjson.dumps({"errors": shown, "extensions": {"cost": maximum}})
        return made


def _is_settled(snapshot: Snapshot, publication: Publication, run: Execution) -> bool:
    """Whether the store still holds what it held; where it cannot say any more, the run's errors have told why."""
    try:
        return snapshot.epoch() == (publication.epoch, publication.state)
    except StorageError:
        if run.errors:
            return True
        raise


def _held(snapshot: Snapshot) -> Publication:
    found = snapshot.publication()
    if found is None:
        raise EmptyStore("nothing was published here yet")
    return found
