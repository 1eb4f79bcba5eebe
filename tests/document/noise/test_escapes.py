"""Escapes give way to what they stand for."""

from collections.abc import Callable

import pytest

GOES = r"""
同志们：⟦x0dx0a⟧
⟦x0dx0a⟧同志们
同志们：⟦x0dx0ax0dx0a⟧
同志们：⟦x0dx0a→⏎⟧今天
同志们：⟦x0Dx0A→⏎⟧今天
同志们：⟦\x0d\x0a→⏎⟧今天
同志们：⟦x0d⟧
同志们：⟦&#x0D;⟧
同志们：⟦&#13;&#10;→⏎⟧今天
同志们：⟦X0D X0A→⏎⟧今天
同志们：⟦%0D%0A→⏎⟧今天
2012⟦x0dx0a⟧
同志们：⟦_x000D_⟧
同志们：⟦_x000d_⟧⏎今天
⟦_x000D_⟧同志们
同志们：⟦_x000D_→⏎⟧今天
同志们：⟦_x000D__x000A_→⏎⟧今天
同志们：⟦\r\n⟧
同志们：⟦\r\n⟧⏎今天
⟦\r\n⟧同志们
同志们：⟦\r\n→⏎⟧今天
同志们：⟦\r\n\r\n→⏎⟧今天
同志们：⟦\r\n →⏎⟧今天
Hello.⟦\r\n→⏎⟧今天
同志们：⟦\n→⏎⟧今天
同志们：⟦\n\n→⏎⟧今天
同志们：⟦\n⟧
同志们：⟦\r⟧
发展。⟦\n→⏎⟧2012年
同志们：⟦/r/n⟧
同志们：⟦/r/n→⏎⟧今天
⟦\t⟧同志们
同志⟦\t→ ⟧们
⟦\u3000⟧⟦\u3000⟧同志们
同志⟦\u3000→ ⟧们
同志⟦\xa0→ ⟧们
同志⟦_x0020_→ ⟧们
同志⟦_x0009_→ ⟧们
⟦\u4e2d→中⟧⟦\u56fd→国⟧
⟦\u4E2D→中⟧⟦\uff0c→，⟧
⟦%u4E2D→中⟧⟦%u56FD→国⟧
⟦\u201c→“⟧好⟦\u201d→”⟧
⟦\u3001→、⟧
"""


@pytest.mark.parametrize("case", GOES.strip().split("\n"))
def test_it_goes_and_nothing_else(case: str, goes: Callable[[str, str], None]) -> None:
    goes(case, "escape")
