"""From the files of a run to pieces: open them, unpack archives, read, and make one document of the pages of a speech."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from cleaner import formats
from cleaner.config import Config
from cleaner.document.clean import clean
from cleaner.document.paged import are_pages, may_be_pages
from cleaner.errors import InputError
from cleaner.formats.archives import HEAD, INSIDE, is_archive, is_office, members_of, refuse_others
from cleaner.formats.limits import Budget, Metered, too_large
from cleaner.inputs import LARGEST_PAGED, STDIN_NAME, Files, Source, addressed, paged, suffix_of, unread
from cleaner.model import Damage, Decoded, Frame, Page, Piece
from cleaner.prepare import listing, matcher

# Readers that hold a whole file in memory.
AT_ONCE = (formats.text, formats.html, formats.mhtml, formats.jsonfile, formats.markdown, formats.rtf, formats.docx)


def documents(sources: Sequence[Source], config: Config) -> list[Files]:
    """Return the files to read, those together that may be the pages of one document."""
    return paged(sources) if config.pages == "auto" else [(source,) for source in sources]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is read at a time: the bytes ``[start, end)`` of a file, or files that may be pages, or bytes out of an archive.

    ``name`` is that of the file in the archive, ``data`` its bytes from ``start`` on, or ``error`` why it has none; ``parts``
    are files in an archive that may be pages. What is ``packed`` is a part of an archive itself, which the ledger is to hold.
    """

    files: Files
    start: int
    end: int
    name: str = ""
    data: bytes | None = None
    error: InputError | None = None
    parts: tuple[Stretch, ...] = ()
    packed: bool = False

    @property
    def place(self) -> tuple[str, int]:
        """The name of the file, and where in it the stretch begins."""
        return self.name or self.files[0].name, self.start


def cut(files: Files, size: int, config: Config, members: list[dict[str, Any]] | None = None) -> Iterator[Stretch]:
    """Yield the stretches, of about ``size`` bytes, that may be read apart from each other; of several files there is one.

    Archives are unpacked here, as the stretches are asked for. What each file in them holds is noted in ``members``: its
    source, bytes and SHA-256. Who wants to know that writes a ledger; if it is to be full, an archive's own bytes come first.
    """
    if len(files) > 1 and not any(map(archived, files)):
        yield Stretch(files, 0, sum(file.size for file in files))
        return
    for file in files:
        packed = archived(file)  # asked once: a disk that fails in between would leave the archive's own bytes out
        if members is not None and config.ledger == "full" and packed:
            places = range(0, file.size, size)
            yield from (Stretch((file,), at, min(at + size, file.size), packed=True) for at in places)
        try:
            yield from _cut(file, packed, size, config, [] if members is None else members)
        except InputError as error:
            yield Stretch((file,), 0, file.size, error=error)
        except OSError:
            yield Stretch((file,), 0, file.size)  # reading it will say what is wrong


def _cut(file: Source, packed: bool, size: int, config: Config, members: list[dict[str, Any]]) -> Iterator[Stretch]:
    if packed:
        found = _unpacked(file, size, config, members)
        yield from _with_pages(found) if config.pages == "auto" else found
        return
    head = _head(file)
    refuse_others(head, file.name)
    reader = formats.reader_for(file.name, head)
    if reader in AT_ONCE and file.size > config.max_file:
        raise too_large(file.name, config.max_file)
    yield from (Stretch((file,), start, end) for start, end in reader.cut(file.path, file.size, size))


def _head(file: Source) -> bytes:
    with file.path.open("rb") as stream:
        return stream.read(HEAD)


def archived(file: Source) -> bool:
    """Whether a file is an archive, by its content; of some formats the name tells that they are none."""
    if is_office(file.name) or formats.reader_of(file.name) is formats.warc:
        return False
    try:
        return is_archive(_head(file))
    except OSError:
        return False


def _unpacked(file: Source, size: int, config: Config, members: list[dict[str, Any]]) -> Iterator[Stretch]:
    """Yield the stretches of the files in an archive; what is wrong with one costs only that, what is wrong with all ends it."""
    with file.path.open("rb") as stream:
        for member in members_of(stream, file.name, Budget(config, file.size, file.name)):
            try:
                name = member.name
                if name == f"{STDIN_NAME}{INSIDE}{STDIN_NAME}" and member.stream is not None:
                    name += suffix_of(member.stream.peek(HEAD))
                error = unread(name) or member.error
                if member.stream is None or error is not None:
                    yield Stretch((file,), 0, 0, name, error=error)
                else:
                    yield from _of_member(name, member.stream, file, size, members)
            except InputError as error:
                if error.file == file.name:
                    raise
                yield Stretch((file,), 0, 0, member.name, error=error)


def _with_pages(found: Iterable[Stretch]) -> Iterator[Stretch]:
    """Put together the files of an archive's folder that may be pages, among those that can be held at once."""
    waiting: list[Stretch] = []
    for stretch in found:
        held = sum(other.end for other in waiting) + stretch.end
        together = not waiting or waiting[-1].name.rpartition("/")[0] == stretch.name.rpartition("/")[0]
        if stretch.data is None or formats.reader_of(stretch.name) is formats.jsonl:
            yield from _grouped(waiting)
            yield stretch
            waiting = []
        elif together and held <= LARGEST_PAGED:
            waiting.append(stretch)
        else:
            yield from _grouped(waiting)
            waiting = [stretch]
    yield from _grouped(waiting)


def _grouped(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    by_name = {stretch.name: stretch for stretch in stretches}
    for files in paged([Source(each.files[0].path, each.name, each.end) for each in stretches]):
        parts = tuple(by_name[file.name] for file in files)
        yield parts[0] if len(parts) == 1 else Stretch(files, 0, sum(part.end for part in parts), parts=parts)


def _of_member(name: str, stream: Metered, file: Source, size: int, members: list[dict[str, Any]]) -> Iterator[Stretch]:
    digest, length = hashlib.sha256(), 0
    for data in _lines(stream, size) if formats.reader_of(name) is formats.jsonl else (stream.whole(),):
        yield Stretch((file,), length, length + len(data), name, data)
        digest.update(data)
        length += len(data)
    members.append({"archive": file.name, "source": name, "bytes": length, "sha256": digest.hexdigest()})


def _lines(stream: Metered, size: int) -> Iterator[bytes]:
    """Yield the lines of a stream, as many at a time as have about ``size`` bytes; one must not be longer than a file."""
    rest = bytearray()
    while block := stream.read(size):
        rest += block
        end = rest.rfind(b"\n", len(rest) - len(block)) + 1
        if end:
            yield bytes(rest[:end])
            del rest[:end]
        elif len(rest) > stream.budget.config.max_file:
            raise too_large(stream.name, stream.budget.config.max_file)
    if rest:
        yield bytes(rest)


class _Shifted(io.BytesIO):
    """Bytes that are read as if they stood at an offset of their file."""

    def __init__(self, data: bytes, offset: int) -> None:
        super().__init__(data)
        self.offset = offset

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to an offset of the file."""
        return super().seek(max(offset - self.offset, 0) if whence == io.SEEK_SET else offset, whence)


def read(stretch: Stretch, config: Config) -> Iterator[Piece]:
    """Yield the pieces of a stretch, with what the list of metadata knows of their documents.

    Files that turn out to be the pages of one document are one piece. A file that cannot be opened is a piece with an error;
    where one of several cannot be read the others stand by themselves.
    """
    yield from map(listing(config).join, _pieces_of(stretch, config))


def _pieces_of(stretch: Stretch, config: Config) -> Iterator[Piece]:
    files, name = stretch.files, stretch.place[0]
    if stretch.error is not None:
        yield Piece(name, 0, Frame("raw"), error=stretch.error)
        return
    if stretch.data is not None:
        yield from formats.read(_Shifted(stretch.data, stretch.start), name, stretch.start, stretch.end, config)
        return
    if stretch.packed:
        yield from _bytes_of(files[0], stretch.start, stretch.end)
        return
    if len(files) == 1:
        yield from _read(files[0], stretch.start, stretch.end, config)
        return
    if stretch.parts:
        pieces = [piece for part in stretch.parts for piece in _pieces_of(part, config)]
    else:
        pieces = [piece for file in files for piece in _read(file, 0, file.size, config)]
    if len(pieces) == len(files) and _are_pages(pieces, config, addressed=addressed(files)):
        yield joined(pieces)
    else:
        yield from pieces


def _are_pages(pieces: Sequence[Piece], config: Config, *, addressed: bool) -> bool:
    found = [piece.document for piece in pieces if piece.document is not None]
    if len(found) < len(pieces) or any(document.many for document in found):
        return False
    if not may_be_pages([document.text for document in found], addressed=addressed):
        return False
    return are_pages([clean(document, matcher(config)) for document in found], addressed=addressed)


def _read(file: Source, start: int, end: int, config: Config) -> Iterator[Piece]:
    try:
        with file.path.open("rb") as stream:
            yield from formats.read(stream, file.name, start, end, config)
    except OSError as error:
        yield _unreadable(file, start, error)


def _bytes_of(file: Source, start: int, end: int) -> Iterator[Piece]:
    try:
        with file.path.open("rb") as stream:
            stream.seek(start)
            yield Piece(file.name, start, Frame("raw", stream.read(end - start)))
    except OSError as error:
        yield _unreadable(file, start, error)


def _unreadable(file: Source, start: int, error: OSError) -> Piece:
    problem = InputError(f"cannot be read: {error.strerror}", code="unreadable", file=file.name)
    return Piece(file.name, start, Frame("raw"), error=problem)


def joined(pieces: Sequence[Piece]) -> Piece:
    """Return the pieces of some files, each one document, as the pages of one document; what the first one says counts."""
    documents = [piece.document for piece in pieces if piece.document is not None]
    texts = [document.text for document in documents]
    starts = accumulate((len(text) + 1 for text in texts[:-1]), initial=0)
    pages = tuple(
        Page(piece.source, start, piece.frame, document.decoded)
        for piece, document, start in zip(pieces, documents, starts, strict=True)
    )
    encodings = {page.decoded.encoding for page in pages}
    damage = tuple(
        Damage(page.start + spot.at, spot.offset, spot.raw) for page in pages for spot in page.decoded.damage
    )
    decoded = Decoded("\n".join(texts), encodings.pop() if len(encodings) == 1 else "mixed", damage=damage)
    marks = tuple(
        replace(mark, start=page.start + mark.start, end=page.start + mark.end)
        for page, document in zip(pages, documents, strict=True)
        for mark in document.marks
    )
    return replace(pieces[0], document=replace(documents[0], decoded=decoded, marks=marks, pages=pages))
