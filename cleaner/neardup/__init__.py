"""Find near-duplicate paragraphs across a corpus: MinHash LSH proposes, the exact similarity decides.

``key`` makes comparable what only looks different, ``find_near_duplicates`` names the paragraphs that go and the kept
ones they repeat, ``find_contained`` those that another speech holds within its own, ``find_reposts`` the speeches that
repeat another. Only the search itself loads NumPy.
"""

from cleaner.neardup.contained import find_contained
from cleaner.neardup.keys import MINIMUM, key
from cleaner.neardup.leaders import Search, Twin, Unit, find_near_duplicates, search
from cleaner.neardup.reposts import Repost, find_reposts
from cleaner.neardup.units import Profile, Units, profile

__all__ = [
    "MINIMUM",
    "Profile",
    "Repost",
    "Search",
    "Twin",
    "Unit",
    "Units",
    "find_contained",
    "find_near_duplicates",
    "find_reposts",
    "key",
    "profile",
    "search",
]
