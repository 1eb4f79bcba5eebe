"""The forest that one process makes of its edges."""

from hypothesis import given
from hypothesis import strategies as st

from cleaner.engines.spark import components
from cleaner.engines.spark.components import _forest

EDGES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60)


def _components(edges: list[tuple[int, int]]) -> set[frozenset[int]]:
    sets = {node: {node} for edge in edges for node in edge}
    for a, b in edges:
        if sets[a] is not sets[b]:
            sets[a] |= sets[b]
            for node in sets[b]:
                sets[node] = sets[a]
    return {frozenset(nodes) for nodes in sets.values() if len(nodes) > 1}


@given(EDGES)
def test_stars_tie_the_same_nodes_to_their_least(edges: list[tuple[int, int]]) -> None:
    stars = list(_forest(iter(edges)))
    assert _components(stars) == _components(edges)
    assert len({end for _, end in stars}) == len(stars)
    assert not {centre for centre, _ in stars} & {end for _, end in stars}
    assert all(centre < end for centre, end in stars)


@given(EDGES)
def test_edges_that_come_in_pieces_tie_the_same(edges: list[tuple[int, int]]) -> None:
    whole, components.CHUNK = components.CHUNK, 7
    try:
        assert _components(list(_forest(iter(edges)))) == _components(edges)
    finally:
        components.CHUNK = whole
