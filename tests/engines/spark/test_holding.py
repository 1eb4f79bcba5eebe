"""Who is proposed as the holder of a paragraph, and who of them is looked at."""

from cleaner.engines.spark.holding import _chosen, _counted
from cleaner.neardup import key
from cleaner.neardup.contained import MOST_TRIED
from cleaner.neardup.verify import shingles


def test_speeches_that_share_too_little_are_left_out_and_the_rest_keep_their_order() -> None:
    rows = [(9, 2, "a", 1, 1), (9, 2, "b", 2, 1), (9, 2, "b", 3, 1), (9, 2, "c", 4, 5)]
    assert list(_chosen(iter(rows))) == [(9, 0, 0, 2), (9, 1, 0, 3), (9, 2, 1, 4)]


def test_of_many_speeches_those_that_share_most_are_looked_at() -> None:
    rows = [(9, 1, f"s{number:02}", number, number % 3 + 1) for number in range(3 * MOST_TRIED)]
    assert [other for *_, other in _chosen(iter(rows))] == list(range(2, 3 * MOST_TRIED, 3))


def test_what_each_holds_is_counted_in_5_grams() -> None:
    text = "今年以来，全县上下一心，修好了水渠，铺平了道路，办好了学校，群众看在眼里。"
    long = f"同志们，{text}同时也要看到，工作中还有不少困难，还要继续努力。"
    asking = [(2, text), (3, "毫不相干的另外一段话，里面没有一处相同。"), (4, text[:20] + "，一去不复返。")]
    rows = [(1, None, None, None, long.encode()), *((1, item, 0, 0, text.encode()) for item, text in asking)]
    found = {item: (held, hashes, grams) for item, _, _, _, held, hashes, grams in _counted(iter(rows))}
    grams = {item: shingles(key(text)) for item, text in asking}
    holder = shingles(key(long))
    assert found == {
        item: (len(own & holder), len(own), len(key(text)) - 4)
        for (item, text), own in zip(asking, grams.values(), strict=True)
    }
    assert found[2][0] == found[2][1]
    assert found[3][0] == 0 < found[4][0] < found[4][1]
