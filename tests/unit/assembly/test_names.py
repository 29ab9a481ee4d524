"""Which printed name is shown, and how it falls into parts."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.assembly.names import ChosenName, Form, choose_name, split_name


def form(name: str, count: int = 1, place: int = 0, *, given: str | None = None, family: str | None = None) -> Form:
    return Form(name, given, family, count, place)


@pytest.mark.parametrize(
    ("name", "given_name", "family"),
    [
        ("Qun Liu", "Qun", "Liu"),
        ("Zhou, Yao", "Yao", "Zhou"),
        ("Jan van der Berg", "Jan", "van der Berg"),
        ("Van Nguyen", "Van", "Nguyen"),
        ("John Smith Jr.", "John", "Smith Jr."),
        ("John Smith, Jr.", "John", "Smith, Jr."),
        ("Ludwig van Beethoven III", "Ludwig", "van Beethoven III"),
        ("刘群", "群", "刘"),
        ("欧阳修", "修", "欧阳"),
        ("김철수", "철수", "김"),
        ("Plato", None, "Plato"),
        ("  ", None, None),
    ],
)
def test_split(name: str, given_name: str | None, family: str | None) -> None:
    assert split_name(name) == (given_name, family)


@pytest.mark.parametrize(
    ("forms", "shown"),
    [
        ([form("Y. Zhou", 9), form("Yao Zhou", 1)], "Yao Zhou"),
        ([form("Zhou", 9), form("Y. Zhou", 1)], "Y. Zhou"),
        ([form("YAO ZHOU", 9), form("Yao Zhou", 1)], "Yao Zhou"),
        ([form("Christopher Manning", 10), form("Christopher D. Manning", 90)], "Christopher D. Manning"),
        (
            [form("Christopher D. Manning", 9), form("Christopher David Emil Manning", 1)],
            "Christopher David Emil Manning",
        ),
        ([form("Christopher D. Manning", 90), form("Christopher David Emil Manning", 1)], "Christopher D. Manning"),
        ([form("Łukasz Kaiser", 2, 1), form("Lukasz Kaiser", 2, 0)], "Lukasz Kaiser"),
        ([form("Łukasz Kaiser", 3, 1), form("Lukasz Kaiser", 2, 0)], "Łukasz Kaiser"),
        ([form("刘群", 3), form("Q. Liu", 9)], "刘群"),
        ([form("A B", 1), form("A C", 1)], "A B"),
    ],
)
def test_fullest_usual_form(forms: list[Form], shown: str) -> None:
    for order in permutations(forms):
        assert choose_name(order).name == shown


def test_the_source_that_splits_gives_the_parts() -> None:
    unsplit, split = (
        form("Maria Garcia Lopez", 5),
        form("Maria Garcia Lopez", 1, 3, given="Maria", family="Garcia Lopez"),
    )
    expected = ChosenName("Maria Garcia Lopez", "Maria", "Garcia Lopez", "Garcia Lopez, Maria")
    assert choose_name([unsplit, split]) == choose_name([split, unsplit]) == expected


def test_a_name_without_given_part_is_its_own_sort_name() -> None:
    assert choose_name([form("Plato")]).sort_name == "Plato"
    assert choose_name([form("BigScience Workshop", family="BigScience Workshop")]).sort_name == "BigScience Workshop"


FORMS = st.builds(
    Form,
    name=st.sampled_from(["Yao Zhou", "Y. Zhou", "Zhou, Yao", "YAO ZHOU", "Yao A. Zhou", "周瑶"]),
    given=st.none(),
    family=st.none(),
    count=st.integers(0, 3),
    place=st.integers(0, 2),
)


@given(forms=st.lists(FORMS, min_size=1, max_size=5), random=st.randoms())
def test_the_order_of_forms_does_not_matter(forms: list[Form], random) -> None:
    other = list(forms)
    random.shuffle(other)
    assert choose_name(forms) == choose_name(other)
    if any(each.name in ("Yao Zhou", "Yao A. Zhou") for each in forms):
        assert choose_name(forms).name not in ("Y. Zhou", "YAO ZHOU", "Zhou, Yao")
