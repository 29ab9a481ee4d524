"""Documents that were parsed and validated, kept for the next request that sends the same text."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    validate,
)
from graphql.execution.values import VariableValues

from ..schema.errors import SettingsError
from .errors import ApiError, TooComplex
from .execution import MOST_ERRORS
from .limits import Limits, check_size
from .selection import Compiler, Selection

KEPT_DOCUMENTS = 1_000
KEPT_CHARACTERS = 250_000
"""Characters that kept documents have together; read and checked, one takes up to 270 bytes."""
CHARACTERS_FOR_ONE = 20
"""Characters of a new document that cost 1."""

KEPT_PLANS = 8
"""Plans of one document: one for each set of values that @skip and @include took."""


def _free(_: int) -> None:
    return None


class NoOperation(ApiError):
    """The document has no operation of that name, or several and none is named."""

    code = "NO_OPERATION"


class UnknownDocument(ApiError):
    """A document asked for by its hash is not one that this service knows."""

    code = "UNKNOWN_DOCUMENT"


class FreeDocument(ApiError):
    """Only the documents of a list are answered here."""

    code = "DOCUMENT_NOT_ALLOWED"
    status = 403


class Refused(Exception):
    """The document is not one that the schema allows; `errors` say why."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


@dataclass(slots=True, eq=False)
class Document:
    """A valid document; `id` is the SHA-256 of its text, `length` the text's characters."""

    id: str
    length: int
    ast: DocumentNode
    operations: dict[str | None, OperationDefinitionNode]
    fragments: dict[str, FragmentDefinitionNode]
    plans: OrderedDict[tuple[Any, ...], Selection] = field(default_factory=OrderedDict)

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation of that name, or the only one; NoOperation where there is none."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        found = self.operations.get(name) if name is not None else None
        if found is None:
            raise NoOperation("name one of the document's operations in operationName")
        return found

    def plan(self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: VariableValues) -> Selection:
        """The compiled selection of an operation; kept for the same values of its Boolean variables."""
        switches = [(name, on) for name, on in variables.coerced.items() if isinstance(on, bool)]
        key = (operation.name.value if operation.name else None, *sorted(switches))
        found = self.plans.get(key)
        if found is None:
            compiler = Compiler(schema, self.fragments, variables)
            found = compiler.selection(schema.query_type, [operation.selection_set])
            self.plans[key] = found
            while len(self.plans) > KEPT_PLANS:
                self.plans.popitem(last=False)
        return found


class Documents:
    """Documents by their text or hash. Those of `known`, pairs of a name and a text, are always allowed.

    Raises SettingsError, by its name, for one of `known` that cannot be answered.
    """

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, known: Iterable[tuple[str, str]] = ()) -> None:
        self._schema = schema
        self._limits = limits
        self._kept: OrderedDict[str, Document] = OrderedDict()
        """By their texts: to hash those for each request costs more than to compare them."""
        self._characters = 0
        self._lock = Lock()
        self._known_texts: dict[str, Document] = {}
        self._known: dict[str, Document] = {}
        for name, text in known:
            self.know(name, text)

    def know(self, name: str, text: str) -> None:
        """Always allows a document from now on. Raises SettingsError, by its name, if it cannot be answered."""
        document = self._listed(name, text)
        self._known_texts[text] = self._known[document.id] = document

    def find(
        self, text: str | None, hash_: str | None, *, only_known: bool = False, charge: Callable[[int], None] = _free
    ) -> Document:
        """The document of that text or hash. Raises Refused, TooComplex, UnknownDocument or FreeDocument.

        `charge` takes what reading a text costs that is new here, whatever becomes of it.
        """
        if text is None:
            found = self._known.get(hash_ or "")
            if found is None:
                raise UnknownDocument("no document of that hash is known here; send its text")
            return found
        listed = self._known_texts.get(text)
        found = listed or self._recent(text)
        if found is None:
            charge(1 + len(text) // CHARACTERS_FOR_ONE)
        if len(text) > self._limits.characters:
            most = self._limits.characters
            raise TooComplex(f"the document has {len(text)} characters; at most {most} are allowed")
        if hash_ is not None and hash_ != (found.id if found else hash_of(text)):
            raise UnknownDocument("the hash is not that of the document")
        if only_known and listed is None:
            raise FreeDocument("this service answers only the documents it knows; ask by their hash")
        return found or self._new(text)

    def _recent(self, text: str) -> Document | None:
        with self._lock:
            document = self._kept.get(text)
            if document is not None:
                self._kept.move_to_end(text)
        return document

    def _new(self, text: str) -> Document:
        document = self._made(hash_of(text), text)
        with self._lock:
            if text not in self._kept:  # another thread may have been faster
                self._kept[text] = document
                self._characters += document.length
            while len(self._kept) > KEPT_DOCUMENTS or self._characters > KEPT_CHARACTERS:
                _, gone = self._kept.popitem(last=False)
                self._characters -= gone.length
        return document

    def _listed(self, name: str, text: str) -> Document:
        try:
            return self._made(hash_of(text), text)
        except (Refused, TooComplex) as error:
            said = error.errors[0] if isinstance(error, Refused) else error
            at = ", ".join(f"line {place.line}, column {place.column}" for place in (said.locations or ())[:1])
            hint = "mend it or take it away (schema: docs/api.md)"
            raise SettingsError(f"{name}{f' ({at})' if at else ''}: {said.message}", hint=hint) from None

    def _made(self, id_: str, text: str) -> Document:
        try:
            return self._checked(id_, text)
        except RecursionError:
            raise TooComplex("the document nests too deep") from None

    def _checked(self, id_: str, text: str) -> Document:
        try:
            ast = parse(text, max_tokens=self._limits.tokens, allow_empty_selection_sets=False)
        except GraphQLSyntaxError as error:
            raise Refused([error]) from None
        check_size(ast, self._limits)
        errors = validate(
            self._schema, ast, max_errors=MOST_ERRORS, hide_suggestions=True, allow_empty_selection_sets=False
        )
        if errors:
            raise Refused(errors[:MOST_ERRORS])
        operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
        return Document(
            id_,
            len(text),
            ast,
            {node.name.value if node.name else None: node for node in operations},
            {node.name.value: node for node in ast.definitions if isinstance(node, FragmentDefinitionNode)},
        )


def hash_of(text: str) -> str:
    """The SHA-256 of a document, as hex digits."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
