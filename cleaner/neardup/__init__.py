"""Find near-duplicate paragraphs across a corpus: MinHash LSH proposes, the exact similarity decides.

``key`` makes comparable what only looks different, ``find_near_duplicates`` names the paragraphs that go and the kept
ones they repeat, ``find_reposts`` the speeches that repeat another. Only the search itself loads NumPy and datasketch.
"""

from cleaner.neardup.keys import MINIMUM, key
from cleaner.neardup.leaders import Twin, Unit, find_near_duplicates
from cleaner.neardup.reposts import Repost, find_reposts

__all__ = ["MINIMUM", "Repost", "Twin", "Unit", "find_near_duplicates", "find_reposts", "key"]
