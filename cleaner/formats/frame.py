"""Make the very bytes of a stretch of a file again, from its text and the frame around it."""

from __future__ import annotations

import json

from cleaner.document.decode import encode
from cleaner.model import Decoded, Frame


def bytes_of(frame: Frame, decoded: Decoded) -> bytes:
    """Return the bytes of the stretch that ``frame`` was made of.

    >>> bytes_of(Frame("json", b'{"text": ', b"}"), Decoded("讲话", "utf-8")).decode()
    '{"text": "讲话"}'
    """
    if frame.form == "raw":
        return frame.before
    if frame.form == "plain":
        return frame.before + encode(decoded) + frame.after
    literal = json.dumps(decoded.text, ensure_ascii=frame.form == "json-ascii")
    return frame.before + literal.encode("utf-8", "surrogatepass") + frame.after
