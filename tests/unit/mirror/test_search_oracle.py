"""The index finds what reading every customer finds, for any customers and questions."""

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.folding import spellings
from desktop.domain.question import Question, Reading, read_question
from desktop.domain.records import Customer
from desktop.domain.search_text import searched
from desktop.domain.tiers import Tier, tier_of, words_of
from tests.helpers.mirrored import customer, remove
from tests.unit.mirror.finding import copy_of, scope

POOL = """
    Søndergade Sondergade Soendergade Århus Aarhus Grønnegård Ærø Åse Anna André Müller Bo Ø A/S
    7 70 8600 12345678 +4586123456 86123456 K700-1-02 gade ade bolig Boligforeningen 東京都庁 ½
    aaa aa a anna@lærke.example DK12345678
"""
GROUPED = ("86 12 34 56", "+45 8612 3456", "12 34 56 78", "0045 86 12 34 56", "5798 0000 12345")

words = st.sampled_from(POOL.split())
texts = st.lists(words, max_size=3).map(" ".join) | st.sampled_from(GROUPED) | st.text(max_size=8)
customers: st.SearchStrategy[dict[str, object]] = st.builds(
    dict,
    name=texts,
    customernumber=words | st.just(""),
    address=texts,
    phone=st.sampled_from(GROUPED) | words,
    secondary_text=texts,
    values=st.dictionaries(st.just("key"), texts | st.integers()),
    isdeleted=st.integers(0, 1),
    maingroupid=st.integers(0, 2),
)


@st.composite
def questions(draw: st.DrawFn) -> str:
    """Parts of what may be there, and anything else."""
    parts = []
    for whole in draw(st.lists(words | st.sampled_from(GROUPED) | st.text(max_size=5), max_size=3)):
        first = draw(st.integers(0, max(0, len(whole) - 1)))
        parts.append(whole[first if draw(st.booleans()) else 0 :][: draw(st.integers(1, 8))])
    return " ".join(parts)


def matches(question: Question, record: Customer) -> bool:
    found = searched(record)
    every = spelled([*found.name, *found.number, *found.others])
    wholes = spelled(["".join(found.name)]), spelled(["".join(found.number)])
    return any(one_matches(reading, every, wholes) for reading in question)


def one_matches(reading: Reading, every: set[str], wholes: tuple[set[str], set[str]]) -> bool:
    name, number = wholes
    return (
        all(any(is_in(asked, word) for word in every) for asked in reading.words)
        or any(whole.startswith(reading.whole) for whole in name)
        or reading.whole in number
        or (len(reading.whole) > 2 and any(whole.startswith(reading.whole) for whole in number))
    )


def is_in(asked: str, word: str) -> bool:
    return word.startswith(asked) or (len(asked) > 2 and asked in word)


def spelled(words: Iterable[str]) -> set[str]:
    return {spelling for word in words for spelling in spellings(word)}


def numbered(fields: Iterable[dict[str, object]]) -> dict[int, Customer]:
    return {id_: customer(id_, **each) for id_, each in enumerate(fields, start=1)}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(customers, min_size=1, max_size=25),
    st.lists(questions(), min_size=1, max_size=8),
    st.lists(st.integers(1, 25), max_size=3),
)
def test_find(fields: list[dict[str, object]], asked_for: list[str], used: list[int]) -> None:
    records = numbered(fields)
    with copy_of(*records.values()) as asked:
        asked.use(*used)
        for text in asked_for:
            question = read_question(text)
            right = {id_ for id_, record in records.items() if matches(question, record)}
            hits = [hit for hit in asked.find(text).hits if not hit.is_guess]

            assert sorted(hit.row.id for hit in hits) == sorted(right)
            assert asked.matching(text) == right
            assert {hit.row.id for hit in hits if hit.is_recent} == right & set(used)
            tiers = [tier_of(question, words_of(searched(records[hit.row.id]))) for hit in hits]
            keys = [
                (hit.row.is_closed, tier != Tier.NUMBER, not hit.is_recent, tier, hit.row.order)
                for hit, tier in zip(hits, tiers, strict=True)
            ]
            assert keys == sorted(keys)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(customers, min_size=1, max_size=25),
    st.lists(questions(), min_size=1, max_size=5),
    st.booleans(),
    st.integers(0, 3),
)
def test_scope(
    fields: list[dict[str, object]], asked_for: list[str], with_closed: bool, maingroup: int
) -> None:
    records = numbered(fields)
    within = scope(with_closed=with_closed, maingroup=maingroup)
    with copy_of(*records.values()) as asked:
        for text in asked_for:
            right = [one for one in records.values() if matches(read_question(text), one)]
            lit = [one for one in right if with_closed or not one.is_closed]
            dim = [one for one in right if one.is_closed and not with_closed]
            own = {one.id for one in lit if maingroup in (0, one.maingroup_id)}

            assert set(asked.ids(text, within)) == own
            assert asked.matching(text, within) == own
            hidden = asked.hidden(text, within)
            assert hidden.closed == sum(maingroup in (0, one.maingroup_id) for one in dim)
            assert hidden.groups == len(lit) - len(own)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(customers, min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(1, 12), customers | st.none()), max_size=8),
    st.lists(questions(), min_size=1, max_size=5),
)
def test_after_changes(
    fields: list[dict[str, object]],
    changes: list[tuple[int, dict[str, object] | None]],
    asked_for: list[str],
) -> None:
    records = numbered(fields)
    with copy_of(*records.values()) as asked:
        for id_, change in changes:
            if change is None:
                records.pop(id_, None)
                remove(asked.writing, id_)
            else:
                records[id_] = customer(id_, **change)
                asked.put(records[id_])
        for text in asked_for:
            question = read_question(text)
            right = {id_ for id_, record in records.items() if matches(question, record)}

            assert set(asked.ids(text)) == asked.matching(text) == right
