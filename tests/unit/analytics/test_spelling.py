"""How words are written: by the titles of a cluster, else by all titles, else by abstracts."""

from collections.abc import Iterable, Set

import numpy as np
import pytest
from research_graph.analytics.phrases import title_parts
from research_graph.analytics.spelling import Forms, Reader, Spelling, bare
from scipy.sparse import csr_array, eye_array

RUNNING = "How we parse {} with small trees"


def read(titles: list[str]) -> Forms:
    reader = Reader()
    for title in titles:
        reader.see(title_parts(title))
    return reader.forms().spread(eye_array(len(titles), dtype=np.int64, format="csr"))


def written(titles: list[str], text: str, *, inside: list[int] | None = None, abstracts: Iterable[str] = ()) -> str:
    """The text as the cluster of some of the titles writes it, by default of all of them."""
    forms = read(titles)
    spelling = Spelling(forms, sorted({bare(word) for word in text.split()}), lambda _: abstracts)
    row = np.isin(np.arange(len(titles)), range(len(titles)) if inside is None else inside).astype(np.int64)
    return spelling.inside(csr_array(row[None]))(0, text)


@pytest.mark.parametrize(
    ("form", "shown"),
    [("Arabic", "Arabic"), ("BERT", "BERT"), ("WordNet", "WordNet"), ("verbs", "verbs"), ("mBERT", "mBERT")],
)
def test_running_text_tells_how_a_word_is_written(form: str, shown: str) -> None:
    assert written([RUNNING.format(form)], form.lower()) == shown


def test_where_every_word_has_a_capital_it_tells_nothing() -> None:
    assert written(["On Parsing Verbs Of Old French"] * 9, "parsing verbs") == "parsing verbs"
    assert written(["On Parsing Arabic Verbs"] * 9 + [RUNNING.format("Arabic")], "arabic verbs") == "Arabic verbs"


def test_a_capital_at_the_beginning_tells_nothing() -> None:
    assert (
        written(["Verbs in old trees", "Nouns: Verbs in old trees", "Old – Verbs in small trees"], "verbs") == "verbs"
    )


def test_capitals_inside_a_word_tell_in_every_title() -> None:
    assert written(["Parsing With BERT And WordNet"], "bert wordnet") == "BERT WordNet"
    assert written(["BERT for parsing", "Bert of small trees"], "bert") == "BERT"
    assert written(["PARSING WITH TREES"], "trees") == "trees"


def test_one_odd_title_does_not_turn_what_most_write() -> None:
    titles = ["Old Discourse Trees"] * 3 + ["Old DisCourse Trees"]
    assert written(titles, "discourse") == "discourse"
    assert written(["Old Pre-Training", "Old Pre-training", "Of small pre-training"], "pre-training") == "pre-training"


def test_the_cluster_comes_before_all_titles() -> None:
    titles = [RUNNING.format("Transformers")] * 3 + [RUNNING.format("transformers")] * 9
    assert written(titles, "transformers", inside=[0, 1, 2]) == "Transformers"
    assert written(titles, "transformers", inside=[0, 1, 2, 3, 4]) == "transformers"
    assert written(titles, "transformers", inside=[]) == "transformers"


def test_one_odd_title_of_a_cluster_does_not_turn_what_all_others_write() -> None:
    titles = [RUNNING.format("Transformers")] + [RUNNING.format("transformers")] * 9
    assert written(titles, "transformers", inside=[0]) == "transformers"
    odd = ["Old TransFormers"] + [RUNNING.format("transformers")] * 9
    assert written(odd, "transformers", inside=[0]) == "transformers"


def test_a_word_with_two_forms_in_as_many_titles_is_small() -> None:
    assert written([RUNNING.format("Prolog"), RUNNING.format("prolog")], "prolog") == "prolog"
    assert written([RUNNING.format("MALT"), RUNNING.format("malt")], "malt") == "malt"


def test_abstracts_tell_where_no_title_does() -> None:
    asked: list[Set[str]] = []
    titles = ["On Parsing Thai Verbs", RUNNING.format("nouns")]
    forms = read(titles)

    def abstracts(words: Set[str]) -> list[str]:
        asked.append(words)
        return ["Verbs of Thai are few. Verbs follow nouns in Thai.", "Thais read thai in haste, verbs are many."]

    write = Spelling(forms, ["nouns", "thai", "verbs"], abstracts).inside(csr_array(np.array([[1, 1]])))
    assert write(0, "thai verbs") == "Thai verbs"
    assert asked == [{"thai", "verbs"}]


def test_names_of_topics_are_written_as_all_else() -> None:
    titles = ["Catalysis of NMR and small rocks near Oman"]
    topic = "Rocks and NMR: The Geology Of Oman in 3D (Part B) and MRI"
    assert (
        written([*titles, "A Study of Old MRI"], topic) == "rocks and NMR: the geology of Oman in 3D (part B) and MRI"
    )


def test_short_words_and_parts_of_words() -> None:
    assert written(["Old MT in small trees"], "mt") == "MT"
    assert written(["Old MT in small trees"], "L'Analyse Of Zipf's trees") == "L'analyse of zipf's trees"
    assert written([], "Parsing") == "parsing"


def test_a_name_keeps_its_capital_whatever_hangs_on_it() -> None:
    titles = [RUNNING.format("Zipf")] * 3 + ["Old verbs in small trees"]
    assert written(titles, "zipf law", inside=[3]) == "Zipf law"
    assert written(titles, "zipf's law", inside=[3]) == "Zipf's law"
    assert written([], "alzheimer's", abstracts=["People with Alzheimer's tell"]) == "Alzheimer's"
