"""What the driver and the server raise, as the one error tree says it."""

import pytest
from neo4j.exceptions import (
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    UnsupportedServerProduct,
)
from research_graph.schema import errors
from research_graph.store.limit import Limit
from research_graph.store.neo4j.errors import translated

CODES = [
    ("Neo.ClientError.Security.Unauthorized", "", errors.StoreAccessDenied),
    ("Neo.ClientError.Security.Forbidden", "", errors.StoreAccessDenied),
    ("Neo.ClientError.Security.CredentialsExpired", "", errors.StoreAccessDenied),
    ("Neo.ClientError.Security.AuthenticationRateLimit", "", errors.StoreAccessDenied),
    ("Neo.ClientError.Statement.AccessMode", "", errors.StoreAccessDenied),
    ("Neo.ClientError.Database.DatabaseNotFound", "", errors.StoreMismatch),
    ("Neo.TransientError.General.DatabaseUnavailable", "", errors.StoreUnavailable),
    ("Neo.TransientError.Transaction.DeadlockDetected", "", errors.StoreUnavailable),
    ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", "", errors.StoreUnavailable),
    ("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration", "", errors.StoreTimeout),
    ("Neo.ClientError.Transaction.TransactionTimedOut", "", errors.StoreTimeout),
    ("Neo.ClientError.Transaction.Terminated", "", errors.StoreTimeout),
    ("Neo.ClientError.Schema.ConstraintValidationFailed", "", errors.Damaged),
    ("Neo.DatabaseError.Schema.ConstraintCreationFailed", "", errors.Damaged),
    ("Neo.DatabaseError.Transaction.TransactionCommitFailed", "No space left on device", errors.OutOfSpace),
    ("Neo.ClientError.Statement.SyntaxError", "Invalid input", errors.StorageError),
]


@pytest.mark.parametrize(("code", "said", "expected"), CODES, ids=[code for code, *_ in CODES])
def test_a_code_of_the_server_becomes_one_error(code: str, said: str, expected: type[errors.StorageError]) -> None:
    with pytest.raises(errors.ResearchGraphError) as caught, translated("bolt://host"):
        raise Neo4jError._hydrate_neo4j(code=code, message=said or "said so\nand more")
    assert type(caught.value) is expected
    assert "bolt://host" in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (ServiceUnavailable("gone"), errors.StoreUnavailable),
        (SessionExpired("gone"), errors.StoreUnavailable),
        (UnsupportedServerProduct("other"), errors.StoreMismatch),
        (ConfigurationError("odd"), errors.SettingsError),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_what_the_driver_raises_becomes_one_error(raised: Exception, expected: type[errors.ResearchGraphError]) -> None:
    with pytest.raises(errors.ResearchGraphError) as caught, translated("bolt://host"):
        raise raised
    assert type(caught.value) is expected
    assert caught.value.__cause__ is raised


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (ConnectionAcquisitionTimeoutError("waited"), errors.StoreTimeout),
        (ServiceUnavailable("gone"), errors.StoreTimeout),
        (
            Neo4jError._hydrate_neo4j(code="Neo.ClientError.Statement.SyntaxError", message="odd"),
            errors.StorageError,
        ),
        (
            Neo4jError._hydrate_neo4j(code="Neo.ClientError.Transaction.Terminated", message="ended"),
            errors.StoreTimeout,
        ),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_after_the_limit_waiting_and_an_ended_transaction_are_a_timeout_and_nothing_else_is(
    raised: Exception, expected: type[errors.ResearchGraphError]
) -> None:
    with pytest.raises(errors.ResearchGraphError) as caught, translated("bolt://host", Limit("bolt://host", 0.0)):
        raise raised
    assert type(caught.value) is expected
    assert ("within 0.0 s" in caught.value.message) is (expected is errors.StoreTimeout)


def test_our_own_errors_pass_through() -> None:
    ours = errors.UsageError("ours")
    with pytest.raises(errors.UsageError) as caught, translated("bolt://host"):
        raise ours
    assert caught.value is ours


def test_what_a_build_raises_while_it_is_read_passes_through() -> None:
    with pytest.raises(FileNotFoundError), translated("bolt://host"):
        raise FileNotFoundError("nodes/Author.parquet")
