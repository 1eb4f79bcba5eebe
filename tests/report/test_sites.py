"""A site stands out by how far its kept share is from that of the others, and only among enough of them."""

import pytest

from cleaner.report.figures import Site
from cleaner.report.sites import marked_outliers


def sites(shares: list[int], documents: int = 9) -> list[Site]:
    return [Site(str(n), documents, 100, share, 0, 1, 0, 0, {}) for n, share in enumerate(shares)]


@pytest.mark.parametrize(
    "shares",
    [
        pytest.param([], id="no sites"),
        pytest.param([90, 90, 10, 90], id="too few to judge"),
        pytest.param([90, 91, 92, 89, 88, 95], id="all alike"),
        pytest.param([10, 30, 50, 70, 90, 99], id="all different"),
        pytest.param([90, 90, 90, 90, 90, 85], id="a trifle among equals"),
    ],
)
def test_none_stands_out(shares: list[int]) -> None:
    assert not any(site.outlier for site in marked_outliers(sites(shares)))


@pytest.mark.parametrize("share", [0, 40, 60])
def test_one_stands_out(share: int) -> None:
    assert [site.outlier for site in marked_outliers(sites([90, 88, 92, 91, 89, share]))] == [False] * 5 + [True]


def test_a_site_of_few_documents_is_not_judged() -> None:
    judged = marked_outliers([*sites([90, 88, 92, 91, 89]), *sites([10], documents=4)])
    assert not any(site.outlier for site in judged)
