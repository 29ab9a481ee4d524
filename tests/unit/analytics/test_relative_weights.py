"""The normal form of weights that every algorithm gets: no factor on all of them shows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.analytics.algorithm import relative
from research_graph.schema.errors import UsageError

WEIGHTS = st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=30).map(np.array)


@given(weights=WEIGHTS, power=st.integers(-200, 200))
def test_powers_of_two_never_show(weights: np.ndarray, power: int) -> None:
    assert relative(np.ldexp(weights, power)).tobytes() == relative(weights).tobytes()


@given(weights=WEIGHTS)
def test_weights_keep_24_binary_digits_and_their_order(weights: np.ndarray) -> None:
    found = relative(weights)
    assert found.max() == 1.0
    assert np.all(np.abs(found - weights / weights.max()) <= found * 2.0**-24)
    assert np.all(np.diff(found[np.argsort(weights)]) >= 0)
    digits, _ = np.frexp(found)
    assert np.array_equal(np.ldexp(digits, 24), np.rint(np.ldexp(digits, 24)))


def test_strengths_times_any_factor_are_the_same() -> None:
    """A million sums of fractions as co-authorship has them, times factors that no double holds exactly."""
    random = np.random.default_rng(5)
    weights = sum(1.0 / random.integers(1, 40, 1_000_000) for _ in range(3))
    for factor in (1 / 3, 0.1, 1e9, 7.7e-5, np.pi):
        assert np.array_equal(relative(weights * factor), relative(weights))


def test_equal_weights_are_one() -> None:
    assert relative(np.full(3, 0.3)).tolist() == [1.0, 1.0, 1.0]


def test_no_weight_vanishes() -> None:
    assert relative(np.array([5e-324, 1e300])).min() > 0


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf, -np.inf])
def test_what_is_no_positive_number_is_named(bad: float) -> None:
    with pytest.raises(UsageError, match=f"entry 1 of the network has the weight {bad}"):
        relative(np.array([1.0, bad, 2.0]))
