"""The border: what the driver and the server raise becomes the one error tree, with what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    UnsupportedServerProduct,
)

from ...schema.errors import (
    Damaged,
    OutOfSpace,
    SettingsError,
    StorageError,
    StoreAccessDenied,
    StoreMismatch,
    StoreTimeout,
    StoreUnavailable,
    UsageError,
)
from ..limit import Limit

_CREDENTIALS = "check RESEARCH_GRAPH_NEO4J_USER and RESEARCH_GRAPH_NEO4J_PASSWORD"
_AGAIN = "publish again: what was written stays and is completed"
NO_SUCH_INDEX = "There is no such fulltext schema index"


@contextmanager
def translated(where: str, limit: Limit | None = None) -> Iterator[None]:
    """Raises errors of schema.errors for those of the driver and the server; `where` names the store, masked."""
    try:
        yield
    except Neo4jError as error:
        if limit is not None and limit.is_over() and _is_ended(error):
            raise limit.error() from error
        raise _of_server(error, where) from error
    except UnsupportedServerProduct as error:
        raise StoreMismatch(
            f"{where} is no server of a usable kind: {error}",
            hint="check that the address is the Bolt port of Neo4j 5.26 or newer",
        ) from error
    except ConfigurationError as error:
        raise SettingsError(f"{where} cannot be connected to: {error}", hint="check the address") from error
    except DriverError as error:
        if limit is not None and limit.is_over():
            raise limit.error() from error
        raise StoreUnavailable(
            f"{where} does not answer: {_first_line(error)}", hint="check that the server runs and the address is right"
        ) from error


def _is_ended(error: Neo4jError) -> bool:
    """Whether the server ended a transaction that was at work: at its time limit, or because it was told to."""
    return any(word in (error.code or "") for word in ("TransactionTimedOut", "Transaction.Terminated"))


def _of_server(error: Neo4jError, where: str) -> StorageError | UsageError:
    code, said = error.code or "", _first_line(error)
    if isinstance(error, AuthError) or ".Security." in code:
        return _of_security(code, said, where)
    if "No space left" in said or "OutOfDisk" in code:
        return OutOfSpace(f"no room left on the server of {where}", hint=f"free space there; {_AGAIN}")
    if code.endswith("DatabaseNotFound"):
        return StoreMismatch(
            f"{where} has no such database: {said}", hint="name one that exists, Community has `neo4j`"
        )
    if code.endswith("AccessMode"):
        return StoreAccessDenied(f"{where} cannot be written here: {said}", hint="use an address that takes writes")
    if isinstance(error, ConstraintError) or "ConstraintCreationFailed" in code or "IndexWithName" in code:
        return Damaged(f"nodes of {where} break a rule of their kind: {said}", hint="clear the database and publish")
    if _is_ended(error):
        return StoreTimeout(f"{where} ended what was at work: {said}", hint="try again, or ask for less")
    if "MemoryPool" in code or "OutOfMemory" in code:
        return StoreUnavailable(f"{where} ran out of memory: {said}", hint=f"give the server more heap; {_AGAIN}")
    if error.is_retryable() or "TransientError" in code or "Unavailable" in code:
        return StoreUnavailable(f"{where} cannot do this now: {said}", hint=_AGAIN)
    return StorageError(f"{where}: {said}", hint="see the server's log")


def _of_security(code: str, said: str, where: str) -> StorageError:
    if code.endswith("CredentialsExpired"):
        return StoreAccessDenied(f"{where} wants a new password first", hint="change it in Neo4j Browser, then connect")
    if code.endswith("AuthenticationRateLimit"):
        return StoreAccessDenied(f"{where} refuses this user for a while: {said}", hint="wait some seconds")
    return StoreAccessDenied(f"{where} refuses this user or password: {said}", hint=_CREDENTIALS)


def _first_line(error: Exception) -> str:
    text = error.message if isinstance(error, Neo4jError) and error.message else str(error)
    return (text.strip().splitlines() or [type(error).__name__])[0]
