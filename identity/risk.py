"""How likely an author is really several people: one simple figure, until evidence beyond names can tell.

risk = share × several, where `share` is the part of the mentions that hang on the name alone and `several` says how
likely the name belongs to more than one person: 1 - exp(-expected namesakes), or k / (k + 1) with k known namesakes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from math import exp

from .members import Members, Standing
from .names import is_initials, split

NOBODY = -1
COMPUTED_RISK = 0.05
_VAGUE_NAMESAKES = 2
_WORTH_TELLING = 0.1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said about an author as a whole: strongest evidence, merge risk 0 to 1 and its reasons in words."""

    evidence: Standing
    merge_risk: float
    reasons: tuple[str, ...]


class Commonness:
    """Expected namesakes of a name if given and family names were combined by chance among the corpus's names."""

    def __init__(self, names: Iterable[str]) -> None:
        pairs = {split(name) for name in names}
        self._names = max(len(pairs), 1)
        self._families = Counter(family for _, family in pairs)
        self._givens = Counter(given for given, _ in pairs)
        self._initials = Counter((given[0], family) for given, family in pairs if given)

    def expected(self, name: str, own: Collection[str] = ()) -> float:
        """For initials every name of the family that begins so is a candidate, not `own`; else (f - 1)(g - 1) / n."""
        given, family = split(name)
        if is_initials(given):
            mine = sum(split(other)[0][:1] == given[0] and split(other)[1] == family for other in {name, *own})
            return float(max(self._initials[given[0], family] - mine, 0))
        return max((self._families[family] - 1) * (self._givens[given] - 1) / self._names, 0.0)


def judge(members: Members, cluster_of: Sequence[int], evidence: Sequence[Standing], *, clusters: int) -> list[Verdict]:
    """A verdict for each of the clusters; `cluster_of` and `evidence` by node."""
    strongest, sizes, bare = _counts(members, cluster_of, evidence, clusters)
    known: defaultdict[int, set[int]] = defaultdict(set)
    for node in (node for node, standing in enumerate(evidence) if standing is not Standing.BARE):
        for code in members.codes(node):
            known[code].add(cluster_of[node] if cluster_of[node] != NOBODY else -node - 2)
    commonness = Commonness(name for _, name in members.code_names)
    vague = {code for node in members.vague_nodes() for code in members.codes(node)}
    verdicts = []
    for cluster, standing in enumerate(strongest):
        verdict = _OF_COMPUTED if standing is Standing.COMPUTED else _CERTAIN[standing]
        alone, size = bare.get(cluster, _NONE), sizes[cluster]
        if alone and (standing is not Standing.BARE or size > 1):
            namesakes = len({other for code in alone for other in known.get(code, ())} - {cluster})
            names = {members.code_names[code][1]: count for code, count in alone.items()}
            several, why = _several(names, commonness, namesakes, is_vague=not vague.isdisjoint(alone))
            found = round(several * sum(alone.values()) / size, 3)
            if found > verdict.merge_risk:
                reason = f"{sum(alone.values())} of {size} mentions are attributed by name alone"
                verdict = Verdict(standing, found, (reason, *why))
        verdicts.append(verdict)
    return verdicts


def _counts(
    members: Members, cluster_of: Sequence[int], evidence: Sequence[Standing], clusters: int
) -> tuple[list[Standing], list[int], dict[int, dict[int, int]]]:
    """By cluster: strongest evidence, mentions, and how many mentions of each name (code) hang on the name alone."""
    in_lists = Counter(islice(cluster_of, members.mentions))
    sizes = [in_lists[cluster] for cluster in range(clusters)]
    strongest = [Standing.BARE] * clusters
    is_alone = [standing is Standing.BARE for standing in evidence]
    for node, alone in enumerate(is_alone):
        if not alone and cluster_of[node] != NOBODY:
            strongest[cluster_of[node]] = max(strongest[cluster_of[node]], evidence[node])
    of_mentions = is_alone[: members.mentions]
    named = Counter(zip(compress(cluster_of, of_mentions), compress(members.code, of_mentions), strict=True))
    bare: dict[int, dict[int, int]] = {}
    for (cluster, code), count in named.items():
        if cluster != NOBODY:
            bare.setdefault(cluster, {})[code] = count
    return strongest, sizes, bare


_NONE: dict[int, int] = {}
_OF_COMPUTED = Verdict(Standing.COMPUTED, COMPUTED_RISK, ("known only by an id that a source computed",))
_CERTAIN = {standing: Verdict(standing, 0.0, ()) for standing in Standing}


def _several(
    names: Mapping[str, int], commonness: Commonness, namesakes: int, *, is_vague: bool
) -> tuple[float, list[str]]:
    """How likely a mention under these names (with their mentions) is of another person, and why."""
    expected = {name: commonness.expected(name, names) for name in names}
    several = sum((1 - exp(-expected[name])) * count for name, count in names.items()) / sum(names.values())
    most = max(expected.values())
    reasons = []
    if most >= _WORTH_TELLING:
        reasons.append(f"{most:.1f} namesakes are expected, so common are the parts of the name")
    if any(is_initials(split(name)[0]) for name in names):
        reasons.append("a given name is only initials")
    if is_vague:
        reasons.append("the source says that the name may refer to several people")
    if namesakes:
        reasons.append(f"{namesakes} other {'person has' if namesakes == 1 else 'people have'} this name and an id")
    k = max(namesakes, _VAGUE_NAMESAKES if is_vague else 0)
    return max(several, k / (k + 1)), reasons
