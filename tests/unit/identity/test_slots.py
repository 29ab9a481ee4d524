"""Author lists of one paper, aligned: nobody is doubled, whatever the lists look like and whatever their order."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.identity.slots import AuthorList, ListedName, _name_likeness, align
from research_graph.schema.tokens import tokens

PEOPLE = [
    ("Qun", "Liu"),
    ("Yang", "Liu"),
    ("Jean-Pierre", "Đặng"),
    ("John Robert", "Smith"),
    ("Mary", "Weiß"),
    ("Xiao", "Wang"),
    ("Ana María", "García"),
    ("Oleg", "Petrov"),
    ("Łukasz", "Kaiser"),
    ("Sun", "Kim"),
    ("Hao", "Wang"),
    ("Kai", "Xu"),
]


def author_list(record: str, *names: str | tuple[int, str], complete: bool = True) -> AuthorList:
    listed = [each if isinstance(each, tuple) else (place, each) for place, each in enumerate(names)]
    return AuthorList(("s", record), tuple(ListedName(position, name) for position, name in listed), complete)


def test_one_list_gives_its_own_positions_and_keeps_holes() -> None:
    assert align([author_list("a", (0, "Qun Liu"), (2, "Yang Liu"))]) == [[0, 2]]


def test_no_list_at_all() -> None:
    assert align([]) == []
    assert align([author_list("a"), author_list("b")]) == [[], []]


@pytest.mark.parametrize(
    ("other", "slots"),
    [
        (["Q. Liu", "J. R. Smith", "Mary Weiss"], [0, 1, 2]),
        (["Liu, Qun", "Smith, John Robert", "Weiß, Mary"], [0, 1, 2]),
        (["John Robert Smith", "Qun Liu", "Mary Weiß"], [1, 0, 2]),
        (["Qun Liu", "Mary Weiß"], [0, 2]),
        (["Qun Liu", "Bob Smith", "Mary Weiß"], [0, 1, 2]),
        (["刘群", "John Robert Smith", "Mary Weiß"], [0, 1, 2]),
        (["Qun Liu", "Somebody Else", "Mary Weiß"], [0, None, 2]),
        (["Qun Liu", "Qun Liu", "Mary Weiß"], [0, None, 2]),
        (["Qun Liu", "John Robert Smith", "Mary Weiß", "Extra Person"], [0, 1, 2, 3]),
    ],
    ids=["initials", "inverted", "swapped", "hole", "spelling", "script", "stranger", "doubled", "longer"],
)
def test_another_list(other: list[str], slots: list[int | None]) -> None:
    base = author_list("a", "Qun Liu", "John Robert Smith", "Mary Weiß")
    second = author_list("b", *other)
    assert align([base, second]) == [[0, 1, 2], slots]


def test_an_id_in_common_beats_the_spelling() -> None:
    orcid = frozenset({"orcid:0000-0002-1825-0097"})
    base = AuthorList(("s", "a"), (ListedName(0, "Maria Rossi"), ListedName(1, "Ann Bell", ids=orcid)))
    other = AuthorList(("s", "b"), (ListedName(0, "Ann Kowalski", ids=orcid), ListedName(1, "Maria Rossi")))
    assert align([base, other]) == [[0, 1], [1, 0]]


def test_lists_of_an_experiment_are_not_compared_name_by_name() -> None:
    size = 600
    names = [f"{chr(97 + number % 26)}{number} Family{number // 2}" for number in range(size)]
    before = _name_likeness.cache_info()
    turned = [(size - number) % size for number in range(size)]
    found = align([author_list("a", *names), author_list("b", *(names[place] for place in turned))])
    after = _name_likeness.cache_info()
    assert found == [list(range(size)), turned]
    assert after.hits + after.misses - before.hits - before.misses < 10 * size


def test_a_cut_list_is_not_the_base_even_when_longer() -> None:
    names = [f"{first} {last}" for first, last in PEOPLE]
    complete = author_list("z", *names[:3])
    cut = author_list("a", *names[:5], complete=False)
    assert align([cut, complete]) == [[0, 1, 2, None, None], [0, 1, 2]]


def test_lists_that_are_all_cut_open_one_slot_for_each_further_person() -> None:
    names = [f"{first} {last}" for first, last in PEOPLE]
    lists = [
        author_list("a", *names[:6], complete=False),
        author_list("b", *names[4:9], complete=False),
        author_list("c", *names[6:9], complete=False),
    ]
    assert align(lists) == [[0, 1, 2, 3, 4, 5], [4, 5, 6, 7, 8], [6, 7, 8]]


@st.composite
def printed(draw: st.DrawFn, person: tuple[str, str]) -> str:
    given, family = person
    initials = " ".join(f"{word[0]}." for word in given.replace("-", " ").split())
    return draw(
        st.sampled_from(
            [f"{given} {family}", f"{family}, {given}", f"{initials} {family}", f"{given} {family}".upper()]
        )
    )


@st.composite
def one_papers_lists(draw: st.DrawFn) -> list[AuthorList]:
    """Up to four lists of the same people: holes, cuts, neighbors swapped, names printed otherwise."""
    size = draw(st.integers(1, len(PEOPLE)))
    people = draw(st.permutations(PEOPLE))[:size]
    lists = []
    for record in draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True)):
        chosen = [person for person in people if draw(st.integers(0, 9))]
        if len(chosen) > 1 and draw(st.booleans()):
            place = draw(st.integers(0, len(chosen) - 2))
            chosen[place : place + 2] = reversed(chosen[place : place + 2])
        cut = draw(st.booleans())
        chosen = chosen[: draw(st.integers(0, len(chosen)))] if cut else chosen
        names = tuple(ListedName(i, draw(printed(person))) for i, person in enumerate(chosen))
        lists.append(AuthorList(("s", record), names, is_complete=not cut))
    return lists


@given(one_papers_lists())
def test_nobody_is_in_one_list_twice(lists: list[AuthorList]) -> None:
    for slots in align(lists):
        placed = [slot for slot in slots if slot is not None]
        assert len(placed) == len(set(placed))


@given(one_papers_lists(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(lists: list[AuthorList], random: Random) -> None:
    straight = {each.record: slots for each, slots in zip(lists, align(lists), strict=True)}
    shuffled = list(lists)
    random.shuffle(shuffled)
    assert {each.record: slots for each, slots in zip(shuffled, align(shuffled), strict=True)} == straight


@given(one_papers_lists())
def test_a_slot_holds_one_person(lists: list[AuthorList]) -> None:
    """Full names only: an initial may stand for either of two namesakes. Where lists that are complete by their own
    word differ in one place, two names with a word in common (Qun Liu, Yang Liu) are taken for one person's."""
    holders: dict[int, set[frozenset[str]]] = {}
    for each, slots in zip(lists, align(lists), strict=True):
        for name, slot in zip(each.names, slots, strict=True):
            if slot is not None and "." not in name.name:
                holders.setdefault(slot, set()).add(frozenset(tokens(name.name)))
    assert all(frozenset.intersection(*people) for people in holders.values())
