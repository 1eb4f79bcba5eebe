"""Bytes to text: the right text, or an error with a name; never nonsense without a word."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document.decode import decode, encode
from cleaner.errors import DecodingError, UsageError
from cleaner.model import Damage, Decoded

ROOT = Path(__file__).resolve().parents[2]
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
ENCODINGS = ROOT.parent / "shared" / "data" / "encodings"

SIMPLIFIED = (
    "各位代表：\n现在，我代表市人民政府向大会报告工作，请予审议。\n"
    "过去的一年，我们坚持以经济建设为中心，各项事业取得了新的成绩，人民生活有了明显改善。\n谢谢大家！\n"
)
TRADITIONAL = (
    "各位代表：\n現在，我代表市人民政府向大會報告工作，請予審議。\n"
    "過去的一年，我們堅持以經濟建設為中心，各項事業取得了新的成績，人民生活有了明顯改善。\n謝謝大家！\n"
)
FOREIGN = {
    "Japanese": (
        "会議では来年度の予算について議論し、経済政策を進めることを決めました。子供たちは公園で元気に遊んでいます。",
        ("shift_jis", "euc_jp"),
    ),
    "Japanese law": (
        "第一条　この法律は、国民の生活の安定を目的とする。内閣総理大臣は、必要な措置を講じなければならない。",
        ("shift_jis", "euc_jp"),
    ),
    "Korean": (
        "정부는 내년 예산안을 국회에 제출하였다. 오늘 날씨가 아주 좋아서 아이들이 공원에서 즐겁게 놀고 있었습니다.",
        ("euc_kr", "johab"),
    ),
    "Russian": (
        "Правительство приняло решение о развитии экономики в следующем году. Дети весело играли в парке.",
        ("cp1251", "koi8-r", "cp866", "iso8859-5"),
    ),
    "Russian capitals": ("ПРАВИТЕЛЬСТВО РОССИЙСКОЙ ФЕДЕРАЦИИ ПОСТАНОВЛЕНИЕ", ("cp1251", "koi8-r", "cp866")),
    "French": (
        "L'été dernier, nous étions très heureux de découvrir la forêt où les élèves étudiaient à côté du château.",
        ("latin-1", "cp850", "mac_roman"),
    ),
    "German": (
        "Die Bevölkerung der Städte wächst jährlich, während größere Häuser für Ältere übrig bleiben.",
        ("latin-1", "cp850"),
    ),
    "Thai": ("ประเทศไทยเป็นประเทศที่ตั้งอยู่ในเอเชีย รัฐบาลได้ประกาศนโยบายเศรษฐกิจใหม่เพื่อพัฒนาประเทศ", ("tis-620",)),
    "Greek": ("Η κυβέρνηση ανακοίνωσε σήμερα το νέο πρόγραμμα για την ανάπτυξη της οικονομίας.", ("iso8859-7",)),
    "Hebrew": ("הממשלה הודיעה היום על תוכנית חדשה לפיתוח הכלכלה. הילדים משחקים בפארק.", ("cp1255",)),
    "Arabic": ("أعلنت الحكومة اليوم عن برنامج جديد لتنمية الاقتصاد. الأطفال يلعبون في الحديقة.", ("cp1256",)),
    "Polish": ("Dzisiaj jest ładna pogoda, więc poszliśmy na spacer. Źrebię żuje trawę, świeżość.", ("cp1250",)),
}
# The frequent characters of the two scripts together: what the random texts below are made of.
FREQUENT = "的一是我不在人有了他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么"
MANDARIN = "這個來國時們說為會對過後學發經體見開關門問間東車書長馬風飛龍點電頭題願顯類額黨齊與與舉興舊萬葉著號處"


def with_byte(data: bytes, at: int, value: int = 0xFF) -> bytes:
    return data[:at] + bytes((value,)) + data[at + 1 :]


def decode_or_error(data: bytes, encoding: str | None = None) -> Decoded | DecodingError:
    """Decode; where that is refused, return the error, which must have a name and a place within the bytes."""
    try:
        return decode(data, encoding=encoding)
    except DecodingError as caught:
        error = caught
    assert error.code
    assert error.offset is not None
    assert 0 <= error.offset <= len(data)
    return error


def right_or_named(data: bytes, text: str) -> bool:
    """Decode; a wrong text fails here, a named error is no more than no success."""
    decoded = decode_or_error(data)
    if isinstance(decoded, DecodingError):
        assert decoded.advice
        return False
    assert decoded.text == text
    return True


def writable(text: str, encoding: str) -> str:
    return text.encode(encoding, "ignore").decode(encoding)


class TestWhatIsSure:
    @pytest.mark.parametrize(
        ("data", "text"),
        [
            (b"", ""),
            (b"plain ASCII, 100 %\r\nand more\r", "plain ASCII, 100 %\r\nand more\r"),
            (SIMPLIFIED.encode(), SIMPLIFIED),
            ("L'été, à côté".encode(), "L'été, à côté"),
            ("これは日本語です".encode(), "これは日本語です"),
            ("Сегодня".encode(), "Сегодня"),
            ("饕餮魑魅魍魉龘靐齉爩籲鱻麤".encode(), "饕餮魑魅魍魉龘靐齉爩籲鱻麤"),
            ("ÀÉÈÊËÎÏÔÙÛÜÇ".encode(), "ÀÉÈÊËÎÏÔÙÛÜÇ"),
            ("😀😀 𠀀𠀁".encode(), "😀😀 𠀀𠀁"),
            (b"if (a) ~{abcd~} or ~user", "if (a) ~{abcd~} or ~user"),
            (b"8 \xc2\xa0", "8 \xa0"),
            (SIMPLIFIED.encode() + b"\0\n", SIMPLIFIED + "\0\n"),
            ("一行\u2028不是\x85三行\x0b".encode(), "一行\u2028不是\x85三行\x0b"),
        ],
    )
    def test_strict_utf8_is_its_own_proof(self, data: bytes, text: str) -> None:
        assert decode(data) == Decoded(text, "utf-8")

    @pytest.mark.parametrize(
        ("mark", "encoding"),
        [
            (b"\xef\xbb\xbf", "utf-8"),
            (b"\xff\xfe", "utf-16-le"),
            (b"\xfe\xff", "utf-16-be"),
            (b"\xff\xfe\0\0", "utf-32-le"),
            (b"\0\0\xfe\xff", "utf-32-be"),
            (b"\x84\x31\x95\x33", "gb18030"),
        ],
    )
    def test_a_mark_decides_and_is_no_part_of_the_text(self, mark: bytes, encoding: str) -> None:
        data = mark + SIMPLIFIED.encode(encoding)
        assert decode(data) == Decoded(SIMPLIFIED, encoding, mark)
        assert encode(decode(data)) == data

    def test_a_utf8_mark_before_gb18030_is_kept(self) -> None:
        data = b"\xef\xbb\xbf" + SIMPLIFIED.encode("gbk")
        assert decode(data) == Decoded(SIMPLIFIED, "gb18030", b"\xef\xbb\xbf")
        assert encode(decode(data)) == data

    def test_a_utf8_mark_before_utf16_is_kept(self) -> None:
        data = b"\xef\xbb\xbf" + SIMPLIFIED.encode("utf-16-le")
        assert decode(data) == Decoded(SIMPLIFIED, "utf-16-le", b"\xef\xbb\xbf")
        assert encode(decode(data)) == data


class TestTheContest:
    @pytest.mark.parametrize("encoding", ["gb2312", "gbk", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "hz"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_simplified(self, encoding: str, end: str) -> None:
        text = SIMPLIFIED.replace("\n", end)
        assert decode(text.encode(encoding)).text == text

    @pytest.mark.parametrize("encoding", ["big5", "cp950", "big5hkscs", "gbk", "utf-16-le", "utf-16-be"])
    def test_traditional(self, encoding: str) -> None:
        assert decode(TRADITIONAL.encode(encoding)).text == TRADITIONAL

    @pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("text", ["各位代表，大家好。", "同志們：", "我的家在山上", "一、工作回顾"])
    def test_a_few_words(self, encoding: str, text: str) -> None:
        text = writable(text, encoding)
        assert decode(text.encode(encoding)).text == text

    @pytest.mark.parametrize(
        "text",
        [
            "薏苡仁、茯苓、黄芪、枸杞、蛏子、鳜鱼、鲈鱼、鳙鱼、鲢鱼、蓼蓝、荸荠、茭白",
            "关关雎鸠，在河之洲。窈窕淑女，君子好逑。参差荇菜，左右流之。",
            "<html><head><title>test page</title></head><body><a href='index.html'>首页</a> 联系我们</body></html>",
            "2003年，日本の歌",
        ],
    )
    def test_unusual_chinese_is_never_misread(self, text: str) -> None:
        right_or_named(text.encode("gbk"), text)

    def test_euc_tw_is_named(self) -> None:
        # 各位代表 and so on, by the rows of CNS 11643 plane 1, which counts as Big5 does
        big5 = TRADITIONAL.replace("\n", "").replace("！", "").replace("：", "").encode("big5")
        data = bytearray()
        for lead, trail in zip(big5[::2], big5[1::2], strict=True):
            cell = trail - (0x40 if trail < 0x7F else 0x62)
            first, row = (0xA4, 0xC4) if lead >= 0xA4 else (0xA1, 0xA1)
            index = (lead - first) * 157 + cell
            data += bytes((row + index // 94, 0xA1 + index % 94))
        with pytest.raises(DecodingError, match="EUC-TW") as caught:
            decode(bytes(data))
        assert caught.value.code == "unreadable"


class TestForeign:
    @pytest.mark.parametrize(
        ("text", "encoding"), [(text, encoding) for text, encodings in FOREIGN.values() for encoding in encodings]
    )
    def test_is_refused_at_any_length(self, text: str, encoding: str) -> None:
        data = text.encode(encoding)
        pieces = [text[at : at + size].encode(encoding) for size in (20, 40) for at in range(0, len(text) - size, 7)]
        cuts = [data[:size] for size in range(20, 60)]
        for piece in [data, data * 5, (data + b"\n") * 20, *pieces, *cuts]:
            if not piece.isascii():
                with pytest.raises(DecodingError) as caught:
                    decode(piece)
                assert caught.value.code in ("foreign", "ambiguous", "unreadable")

    def test_a_foreign_line_after_utf8_is_refused_with_its_place(self) -> None:
        chinese = SIMPLIFIED.encode() * 5
        with pytest.raises(DecodingError) as caught:
            decode(chinese + "Сегодня хорошая погода, и мы пошли гулять в парк\n".encode("cp1251"))
        assert caught.value.offset is not None
        assert caught.value.offset >= len(chinese)

    def test_iso_2022_is_named(self) -> None:
        with pytest.raises(DecodingError, match="ISO-2022"):
            decode("会議".encode("iso2022_jp"))


class TestBinary:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "JPEG"),
            (b"GIF89a\1\0", "GIF"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "RIFF"),
            (b"PK\3\4\x14\0\6\0", "zip"),
            (b"\x1f\x8b\x08\0\0", "gzip"),
            (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3", "PDF"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "Office"),
            (b"abc\0def", "NUL"),
            (bytes(100), "NUL"),
        ],
    )
    def test_is_named(self, data: bytes, kind: str) -> None:
        with pytest.raises(DecodingError, match=kind) as caught:
            decode(data, file="x.txt")
        assert caught.value.code == "binary"
        assert caught.value.file == "x.txt"

    def test_a_word_of_it_before_a_text_is_none(self) -> None:
        text = f"%PDF-1.4\n{SIMPLIFIED}"
        assert decode(text.encode()).text == text
        with pytest.raises(DecodingError, match="PDF"):
            decode(f"%PDF-1.4\n1 0 obj\n{SIMPLIFIED}".encode())


class TestMojibake:
    @pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            ("utf-8", "gb18030"),
            ("utf-8", "latin-1"),
            ("utf-8", "cp1252"),
            ("gb18030", "latin-1"),
            ("gb18030", "cp1252"),
            ("gb18030", "utf-8"),
            ("gb18030", "big5hkscs"),
            ("big5hkscs", "gb18030"),
            ("big5hkscs", "latin-1"),
        ],
    )
    def test_a_text_misread_before_it_was_saved_is_refused(self, text: str, right: str, wrong: str) -> None:
        misread = text.encode(right, "ignore").decode(wrong, "replace")
        for saved in (misread, misread.replace("\ufffd", "?"), SIMPLIFIED + misread):
            with pytest.raises(DecodingError) as caught:
                decode(saved.encode())
            assert caught.value.code == "mojibake"

    def test_lost_characters_are_refused(self) -> None:
        with pytest.raises(DecodingError, match="lost"):
            decode(("锟斤拷锟斤拷锟斤拷1锟斤拷\n" * 3).encode("gbk"))

    @pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
    @pytest.mark.parametrize("text", ["什么是“锟斤拷”？", SIMPLIFIED + "屏幕上满是“锟斤拷”和“烫烫烫”。"])
    def test_speaking_of_it_is_no_crime(self, encoding: str, text: str) -> None:
        assert decode(text.encode(encoding)).text == text

    def test_a_replacement_character_of_the_file_itself_stays(self) -> None:
        data = (SIMPLIFIED + "损\ufffd坏").encode() + b"\xff"
        decoded = decode(data)
        assert decoded.damage == (Damage(len(decoded.text) - 1, len(data) - 1, b"\xff"),)
        assert encode(decoded) == data


class TestMixed:
    @pytest.mark.parametrize(("text", "legacy"), [(SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5hkscs")])
    @pytest.mark.parametrize("between", ["\n", ""])
    def test_both_orders_cut_at_a_line_or_within(self, text: str, legacy: str, between: str) -> None:
        for first, second in (("utf-8", legacy), (legacy, "utf-8")):
            head = text.rstrip("\n") + between
            data = head.encode(first) + text.encode(second)
            decoded = decode(data)
            assert decoded.text == head + text
            assert decoded.encoding == "mixed"
            assert [(s.start, s.end, s.encoding) for s in decoded.segments] == [
                (0, len(head), first),
                (len(head), len(head + text), second),
            ]
            assert encode(decoded) == data

    def test_a_stray_latin1_sign_costs_itself(self) -> None:
        for encoding in ("utf-8", "gbk"):
            data = SIMPLIFIED.encode(encoding) + b"Copyright \xa9 2008\n"
            decoded = decode(data)
            assert decoded.text == SIMPLIFIED + "Copyright \ufffd 2008\n"
            assert [spot.raw for spot in decoded.damage] == [b"\xa9"]
            assert encode(decoded) == data


class TestDamage:
    @pytest.mark.parametrize(
        ("text", "encoding"), [(SIMPLIFIED, "utf-8"), (SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5hkscs")]
    )
    def test_a_byte_hit_costs_its_character(self, text: str, encoding: str) -> None:
        text = text * 3
        data, offset = text.encode(encoding), 0
        for at, character in enumerate(text):
            size = len(character.encode(encoding))
            for hit in range(offset, offset + size):
                broken = with_byte(data, hit)
                decoded = decode(broken)
                if character != "\n":
                    assert decoded.text == text[:at] + "\ufffd" + text[at + 1 :]
                    assert decoded.damage == (Damage(at, offset, broken[offset : offset + size]),)
                assert encode(decoded) == broken
            offset += size

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "hz"])
    def test_a_cut_costs_the_last_character(self, encoding: str) -> None:
        data = SIMPLIFIED.encode(encoding)
        for size in range(16, len(data)):
            decoded = decode(data[:size])
            kept = decoded.text.removesuffix("\ufffd")
            assert SIMPLIFIED.startswith(kept)
            assert len(decoded.damage) == len(decoded.text) - len(kept) <= 1
            assert encoding == "hz" or encode(decoded) == data[:size]

    def test_half_a_surrogate_pair(self) -> None:
        data = "大家好。\n".encode("utf-16-le") + b"\x00\xd8" + "谢谢\n".encode("utf-16-le")
        decoded = decode(data)
        assert decoded.text == "大家好。\n\ufffd谢谢\n"
        assert encode(decoded) == data

    def test_a_long_character_of_gb18030_goes_whole(self) -> None:
        data = (SIMPLIFIED + "\xa0" + SIMPLIFIED).encode("gb18030")
        at = data.index(b"\x81\x30\x84\x32")
        for hit in range(4):
            decoded = decode(with_byte(data, at + hit))
            assert decoded.text == SIMPLIFIED + "\ufffd" + SIMPLIFIED
            assert encode(decoded) == with_byte(data, at + hit)

    def test_one_spot_in_a_hundred_lines_and_no_more(self) -> None:
        line = SIMPLIFIED.split("\n")[2].encode() + b"\n"
        good = line * 99 + b"\xff" + line
        assert len(decode(good * 3).damage) == 3
        legacy = line.decode().encode("gb18030")
        with pytest.raises(DecodingError) as caught:
            decode(b"\xff" + legacy * 20 + b"\xff" + legacy * 20)
        assert caught.value.offset == 0

    def test_what_is_utf8_beyond_doubt_may_have_more(self) -> None:
        line = SIMPLIFIED.split("\n")[2].encode() + b"\n"
        assert len(decode(b"\xff" + line * 20 + b"\xff" + line * 20).damage) == 2
        with pytest.raises(DecodingError):
            decode((b"\xff" + line[:30]) * 40)


class TestOptions:
    @pytest.mark.parametrize(
        ("name", "used"), [("gb2312", "gb18030"), ("GBK", "gb18030"), ("big5", "big5hkscs"), ("cp950", "big5hkscs")]
    )
    def test_names_mean_their_superset(self, name: str, used: str) -> None:
        text = writable(SIMPLIFIED, name)
        assert decode(text.encode(name), encoding=name) == Decoded(text, used)

    def test_encoding_decides_everything(self) -> None:
        data = "中文".encode("gbk")
        assert decode(data, encoding="koi8-r").text == "жпнд"
        assert decode(SIMPLIFIED.encode("utf-16-be"), encoding="utf-16").text == SIMPLIFIED
        assert decode(b"\xef\xbb\xbf" + SIMPLIFIED.encode(), encoding="utf-8").mark == b"\xef\xbb\xbf"
        assert len(decode(SIMPLIFIED.encode() + b"\xe4", encoding="utf-8").damage) == 1
        with pytest.raises(DecodingError, match="not utf-8") as caught:
            decode(data, encoding="utf-8", file="a.txt")
        assert (caught.value.file, caught.value.offset) == ("a.txt", 0)

    def test_fallback_decides_only_the_undecided(self) -> None:
        undecided = "炎".encode("gbk")
        with pytest.raises(DecodingError) as caught:
            decode(undecided)
        assert caught.value.code in ("ambiguous", "unreadable", "foreign")
        assert decode(TRADITIONAL.encode("big5"), fallback="gbk").encoding == "big5hkscs"
        text = FOREIGN["Russian"][0]
        with pytest.raises(DecodingError, match="Cyrillic"):
            decode(text.encode("cp1251"), fallback="gbk")

    @pytest.mark.parametrize("name", ["gb18031", "nope", "base64", "rot13", "idna", "", "\0"])
    def test_an_unknown_name_is_a_usage_error(self, name: str) -> None:
        with pytest.raises(UsageError, match="unknown encoding") as caught:
            decode(b"abc", encoding=name)
        assert caught.value.advice

    def test_the_suggestion(self) -> None:
        with pytest.raises(UsageError, match="did you mean 'gb18030'"):
            decode(b"", fallback="gb18031")


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem[:3])
def test_seeds_in_every_encoding(seed: Path) -> None:
    """Whole, with CRLF, cut anywhere, in halves: the text or a named error."""
    source = seed.read_bytes().decode()
    encodings = ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "hz"]
    for encoding in [*encodings, *(["big5hkscs"] if seed.stem.startswith("001") else [])]:
        text = writable(source.replace("~", ""), encoding)
        assert decode(text.encode(encoding)).text == text
        crlf = text.replace("\n", "\r\n")
        assert decode(crlf.encode(encoding)).text == crlf
        data = text.encode(encoding)
        for size in (20, 40, 60, *range(90, 111), *range(495, 506), *range(1995, 2006)):
            decoded = decode(data[:size])
            assert text.startswith(decoded.text.removesuffix("\ufffd"))
            assert len(decoded.damage) <= 1
    lines = source.split("\n")
    for part in (0.02, 0.3, 0.5, 0.9):
        at = max(1, int(len(lines) * part))
        head, tail = "\n".join(lines[:at]) + "\n", "\n".join(lines[at:])
        assert decode(head.encode() + tail.encode("gb18030")).text == source
        assert decode(head.encode("gb18030") + tail.encode()).text == source


@pytest.mark.skipif(not ENCODINGS.exists(), reason="needs the shared data")
def test_real_files() -> None:
    """Every file in the right family or refused; nearly all of them right."""
    family = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
    right = wrong = total = 0
    for line in (ENCODINGS / "index.jsonl").read_bytes().split(b"\n")[:-1]:
        entry = json.loads(line)
        total += 1
        try:
            found = decode((ENCODINGS / entry["file"]).read_bytes()).encoding
        except DecodingError:
            continue
        if found == family.get(entry["true_encoding"], entry["true_encoding"]):
            right += 1
        else:
            wrong += 1
    assert wrong == 0
    assert right >= 0.94 * total


chinese = st.text(st.sampled_from(FREQUENT + "，。、\n"), min_size=8, max_size=80)
mandarin = st.text(st.sampled_from(MANDARIN + "，。、\n"), min_size=8, max_size=80)


@settings(max_examples=100, deadline=None)
@given(chinese, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "hz"]))
def test_any_simplified_text_comes_back(text: str, encoding: str) -> None:
    right_or_named(text.encode(encoding), text)


@settings(max_examples=100, deadline=None)
@given(mandarin, st.sampled_from(["utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be"]))
def test_any_traditional_text_comes_back(text: str, encoding: str) -> None:
    right_or_named(text.encode(encoding), text)


@settings(max_examples=60, deadline=None)
@given(chinese, chinese, st.booleans())
def test_any_two_halves_come_back(first: str, second: str, utf8_first: bool) -> None:
    codecs = ("utf-8", "gb18030") if utf8_first else ("gb18030", "utf-8")
    right_or_named((first + "\n").encode(codecs[0]) + second.encode(codecs[1]), first + "\n" + second)


def check_any_bytes(data: bytes) -> None:
    decoded = decode_or_error(data)
    if isinstance(decoded, DecodingError):
        return
    assert all(decoded.text[spot.at] == "\ufffd" for spot in decoded.damage)
    assert all(data[spot.offset : spot.offset + len(spot.raw)] == spot.raw for spot in decoded.damage)
    used = {segment.encoding for segment in decoded.segments} or {decoded.encoding}
    if not used & {"hz", "big5hkscs"}:
        assert encode(decoded) == data


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_decoding_error(data: bytes) -> None:
    check_any_bytes(data)


@settings(max_examples=100, deadline=None)
@given(chinese, st.binary(max_size=6), st.integers(0, 200), st.sampled_from(["utf-8", "gb18030", "utf-16-le", "hz"]))
def test_any_bytes_within_a_text(text: str, junk: bytes, at: int, encoding: str) -> None:
    data = (SIMPLIFIED + text).encode(encoding)
    check_any_bytes(data[:at] + junk + data[at:])


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=60), st.sampled_from(["utf-8", "gbk", "big5", "utf-16", "utf-32", "hz", "shift_jis", "cp1252"])
)
def test_any_bytes_with_an_encoding_named(data: bytes, encoding: str) -> None:
    result = decode_or_error(data, encoding)
    assert isinstance(result, Decoded) or result.code == "undecodable"


@pytest.mark.parametrize(
    "unit",
    [
        SIMPLIFIED.replace("\n", "").encode() + b"\xff",
        b"\xe4\xb8\xad\xff",
        b"\xff",
        b"\xfe\xfe",
        b"\xff\n",
        b"\xe4\xb8\xad\xff\n",
        "大會議".encode("big5") + b"\xff",
        "中大\n".encode() + "中大\n".encode("gbk"),
        b"~{VP~}",
        "鐨勬槸".encode(),
        SIMPLIFIED.replace("\n", "").encode() + SIMPLIFIED.replace("\n", "").encode("gbk"),
    ],
)
def test_linear_time(unit: bytes) -> None:
    """Four times the bytes, at most some eight times the time; a quadratic step would take sixteen."""

    def seconds(size: int) -> float:
        data = unit * (size // len(unit))
        best = 9.0
        for _ in range(2):
            start = time.perf_counter()
            check_any_bytes(data)
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(160_000) < 8 * seconds(40_000) + 0.05


def test_random_damage_in_a_long_file() -> None:
    """A byte gone wrong anywhere in a seed loses one character at most and nothing else."""
    text = SEEDS[2].read_bytes().decode()
    draw = random.Random(1)
    for encoding in ("utf-8", "gb18030"):
        data = text.encode(encoding)
        for at in draw.sample(range(len(data)), 25):
            decoded = decode(with_byte(data, at))
            (spot,) = decoded.damage
            assert text.startswith(decoded.text[: spot.at])
            assert text.endswith(decoded.text[spot.at + 1 :])
            assert len(decoded.text) == len(text)
            assert encode(decoded) == with_byte(data, at)


def test_clean_utf8_is_cheap() -> None:
    """No heavy import, and a few milliseconds a file."""
    program = (
        "import sys, time; from cleaner.document.decode import decode\n"
        "data = ('各位代表，现在我代表市人民政府向大会报告工作。\\n' * 1000).encode()\n"
        "decode(data); times = []\n"
        "for _ in range(5):\n"
        "    start = time.perf_counter(); decode(data); times.append(time.perf_counter() - start)\n"
        "ours = {'contest', 'mixed', 'disguises', 'names', 'euc_tw'}\n"
        "heavy = {'chardet', 'numpy', 'opencc', 'datasketch', 'difflib', 'importlib.resources'} & set(sys.modules)\n"
        "heavy |= {name for name in ours if f'cleaner.document.decoding.{name}' in sys.modules}\n"
        "print(len(data), min(times), sorted(heavy))"
    )
    out = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    size, seconds, heavy = out.split(" ", 2)
    assert int(size) > 60_000
    assert float(seconds) < 0.02  # it takes 3 ms; the rest is for a busy machine
    assert heavy.strip() == "[]"
