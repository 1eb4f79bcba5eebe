/* JSON Lines: strict JSON, and of each line only what the search needs. A line that is wrong or odd in any way is left to
   Python, whose json module then has the last word. */
#ifndef CLEANER_LINES_H
#define CLEANER_LINES_H

#include "key.h"

enum {
    DEEPEST = 200,          /* lists and objects within each other */
    LONGEST_NUMBER = 1000,  /* Python reads no integer of more than 4,300 digits */
};

typedef struct {
    const uint8_t *start, *at, *end;
} Cursor;

/* Where the characters of a text go: codes one after the other, and where in them and in the file each paragraph begins. */
typedef struct {
    const uint32_t *table;
    int by_line;
    Bytes codes;      /* uint32 */
    Bytes paragraphs; /* Start */
} Text;

typedef struct {
    uint64_t place;  /* offset of its first byte */
    uint64_t points; /* a hash of where its decimal points stand */
    size_t from;    /* offset of its first code */
    uint32_t seen;  /* the bits of all its codes */
    uint32_t index;
} Start;

static int
hexadecimal(const uint8_t *at, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t c = at[i];
        uint32_t digit = c - '0' < 10 ? c - '0' : (c | 32) - 'a' < 6 ? (c | 32) - 'a' + 10 : 16;
        if (digit > 15) {
            return -1;
        }
        *value = *value << 4 | digit;
    }
    return 0;
}

/* Read one escape, of which the backslash is read; return its code point, or -1. A lone surrogate stands for itself. */
static int32_t
read_escape(Cursor *cursor)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    if (cursor->at >= cursor->end) {
        return -1;
    }
    uint8_t name = *cursor->at++;
    if (name != 'u') {
        const char *found = name ? strchr(names, name) : NULL;
        return found == NULL ? -1 : values[found - names];
    }
    uint32_t point, low;
    if (cursor->end - cursor->at < 4 || hexadecimal(cursor->at, &point) < 0) {
        return -1;
    }
    cursor->at += 4;
    if (point >> 10 == 0xD800 >> 10 && cursor->end - cursor->at >= 6 && cursor->at[0] == '\\' && cursor->at[1] == 'u' &&
        hexadecimal(cursor->at + 2, &low) == 0 && low >> 10 == 0xDC00 >> 10) {
        cursor->at += 6;
        return (int32_t)(0x10000 + ((point & 0x3FF) << 10 | (low & 0x3FF)));
    }
    return (int32_t)point;
}

/* Read one character of two bytes or more in strict UTF-8; return its code point, or -1. */
static inline int32_t
read_wide(Cursor *cursor)
{
    const uint8_t *at = cursor->at;
    size_t left = (size_t)(cursor->end - at);
    uint32_t first = at[0];
    if (first >= 0xE0 && first < 0xF0) {
        if (left < 3 || (at[1] & 0xC0) != 0x80 || (at[2] & 0xC0) != 0x80) {
            return -1;
        }
        uint32_t point = (first & 15) << 12 | (at[1] & 63u) << 6 | (at[2] & 63u);
        cursor->at += 3;
        return point < 0x800 || point >> 11 == 0xD800 >> 11 ? -1 : (int32_t)point;
    }
    if (first >= 0xC2 && first < 0xE0) {
        if (left < 2 || (at[1] & 0xC0) != 0x80) {
            return -1;
        }
        cursor->at += 2;
        return (int32_t)((first & 31) << 6 | (at[1] & 63u));
    }
    if (first < 0xF0 || first > 0xF4 || left < 4 || (at[1] & 0xC0) != 0x80 || (at[2] & 0xC0) != 0x80 ||
        (at[3] & 0xC0) != 0x80) {
        return -1;
    }
    uint32_t point = (first & 7) << 18 | (at[1] & 63u) << 12 | (at[2] & 63u) << 6 | (at[3] & 63u);
    cursor->at += 4;
    return point < 0x10000 || point > 0x10FFFF ? -1 : (int32_t)point;
}

/* Read the rest of a string, of which the opening quote is read; tell whether it has escapes. */
static int
skip_string(Cursor *cursor, int *escaped)
{
    *escaped = 0;
    while (cursor->at < cursor->end) {
        uint8_t c = *cursor->at;
        if (c == '"') {
            cursor->at++;
            return 0;
        }
        if (c < 0x20) {
            return -1;
        }
        if (c >= 0x80) {
            if (read_wide(cursor) < 0) {
                return -1;
            }
            continue;
        }
        cursor->at++;
        if (c == '\\') {
            *escaped = 1;
            if (read_escape(cursor) < 0) {
                return -1;
            }
        }
    }
    return -1;
}

static inline uint64_t
eight_bytes(const uint8_t *at)
{
    return at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 |
           (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
}

/* What is known while codes are written. */
typedef struct {
    uint32_t *out, *full;
    uint32_t seen, last;
} Codes;

/* The code points of two characters of three bytes each: the lower and the upper half of what comes, 24 bits apart. */
static inline uint64_t
two_points(uint64_t bytes)
{
    return (bytes & 0x00000F00000F) << 12 | (bytes >> 2 & 0x000FC0000FC0) | (bytes >> 16 & 0x00003F00003F);
}

/* Write what the table has for a code point, unless that is nothing. */
static inline uint32_t *
write_code(uint32_t *out, uint32_t code)
{
    *out = code;
    return out + (code != 0);
}

/* The run of a text that is nothing but characters of three bytes, as Han are, four at a time; what is odd in it is left for
   later: so are those behind E0 and ED, of which some are not allowed. */
static inline void
read_han(Cursor *cursor, const uint32_t *table, Codes *codes)
{
    const uint64_t marks = 0xC0C0F0C0C0F0, three = 0x8080E08080E0, zero = 0x10000010, lead = 0x0F00000F, ed = 0x0D00000D;
    const uint8_t *at = cursor->at, *end = cursor->end;
    uint32_t *out = codes->out, seen = codes->seen, last = codes->last;
    while (end - at >= 14 && codes->full - out >= 4 && !(last & INSIDE)) {
        uint64_t first = eight_bytes(at), second = eight_bytes(at + 6);
        uint64_t e = first & lead, f = second & lead;
        if ((((first & marks) ^ three) | ((second & marks) ^ three)) ||
            (~((e + lead) & ((e ^ ed) + lead) & (f + lead) & ((f ^ ed) + lead)) & zero)) {
            break;
        }
        first = two_points(first);
        second = two_points(second);
        uint32_t a = table[first & 0xFFFF], b = table[first >> 24 & 0xFFFF];
        uint32_t c = table[second & 0xFFFF], d = table[second >> 24 & 0xFFFF];
        if ((a | b | c | d) & POINTING) {
            break;
        }
        seen |= a | b | c | d;
        last = d;
        out = write_code(write_code(write_code(write_code(out, a), b), c), d);
        at += 12;
    }
    cursor->at = at;
    codes->out = out;
    codes->seen = seen;
    codes->last = last;
}

static int
begin_paragraph(Text *text, uint64_t place, uint32_t index)
{
    Start start = {place, 0, text->codes.size / sizeof(uint32_t), 0, index};
    return append(&text->paragraphs, &start, sizeof start);
}

static inline Start *
last_paragraph(Text *text)
{
    return (Start *)(void *)(text->paragraphs.data + text->paragraphs.size) - 1;
}

/* Read one character and write its code; return the character, or less than 0. */
static inline int32_t
read_character(Cursor *cursor, Text *text, Codes *codes)
{
    uint32_t c = *cursor->at;
    int32_t point;
    if (c >= 0x80) {
        point = read_wide(cursor);
    } else if (c == '"' || c < 0x20) {
        return c == '"' ? -3 : -1;
    } else {
        cursor->at++;
        point = c == '\\' ? read_escape(cursor) : (int32_t)c;
    }
    if (point < 0 || (point == '\n' && text->by_line)) {
        return point;
    }
    uint32_t code = text->table[point];
    if (codes->last & INSIDE && is_digit(code)) {
        Start *start = last_paragraph(text);
        start->points += point_hash((size_t)(codes->out - (uint32_t *)(void *)text->codes.data) - start->from);
    }
    codes->seen |= code;
    *codes->out = code;
    codes->out += (code & POINT) != 0;
    codes->last = code & POINTING && is_digit(codes->last) ? INSIDE : code;
    return point;
}

/* Read a string from behind its opening quote into `text`; with `by_line`, a paragraph a line, and only `most` of them. */
static int
read_text(Cursor *cursor, Text *text, uint64_t base, uint32_t most)
{
    Codes codes = {NULL, NULL, 0, 0};
    uint32_t index = 0;
    text->codes.size = text->paragraphs.size = 0;
    if (begin_paragraph(text, base + (uint64_t)(cursor->at - cursor->start), index) < 0) {
        return -2;
    }
    while (cursor->at < cursor->end) {
        if (reserve(&text->codes, 4096 * sizeof(uint32_t)) < 0) {
            return -2;
        }
        codes.out = (uint32_t *)(void *)(text->codes.data + text->codes.size);
        codes.full = codes.out + 4096;
        int32_t point = 0;
        while (cursor->at < cursor->end && codes.out < codes.full && point >= 0 && !(point == '\n' && text->by_line)) {
            read_han(cursor, text->table, &codes);
            if (cursor->at < cursor->end && codes.out < codes.full) {
                point = read_character(cursor, text, &codes);
            }
        }
        text->codes.size = (size_t)((uint8_t *)codes.out - text->codes.data);
        if (point == -1) {
            return -1;
        }
        if (point == -3 || (point == '\n' && text->by_line)) {
            last_paragraph(text)->seen = codes.seen;
            codes.seen = codes.last = 0;
            cursor->at += point == -3;
            if (point == -3 || --most == 0) {
                return 0;
            }
            if (begin_paragraph(text, base + (uint64_t)(cursor->at - cursor->start), ++index) < 0) {
                return -2;
            }
        }
    }
    return -1;
}

static int
skip_number(Cursor *cursor, int *whole)
{
    const uint8_t *at = cursor->at, *end = cursor->end;
    if (end - at > LONGEST_NUMBER) {
        end = at + LONGEST_NUMBER;
    }
    *whole = 1;
    at += at < end && *at == '-';
    if (at < end && *at == '0') {
        at++;
    } else if (at < end && *at >= '1' && *at <= '9') {
        while (at < end && *at >= '0' && *at <= '9') {
            at++;
        }
    } else {
        return -1;
    }
    for (int part = 0; part < 2; part++) {
        if (at < end && (part ? (*at | 32) == 'e' : *at == '.')) {
            *whole = 0;
            at++;
            at += part && at < end && (*at == '+' || *at == '-');
            const uint8_t *digits = at;
            while (at < end && *at >= '0' && *at <= '9') {
                at++;
            }
            if (at == digits) {
                return -1;
            }
        }
    }
    cursor->at = at;
    return at < end ? 0 : -1; /* something stands behind every number of an object */
}

/* The only line end of a line is its last byte, so it is no blank here. */
static inline void
skip_blanks(Cursor *cursor)
{
    while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\t' || *cursor->at == '\r')) {
        cursor->at++;
    }
}

static int
skip_word(Cursor *cursor, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(cursor->end - cursor->at) < length || memcmp(cursor->at, word, length) != 0) {
        return -1;
    }
    cursor->at += length;
    return 0;
}

static int
skip_scalar(Cursor *cursor)
{
    int ignored;
    switch (cursor->at < cursor->end ? *cursor->at : 0) {
    case '"':
        cursor->at++;
        return skip_string(cursor, &ignored);
    case 't':
        return skip_word(cursor, "true");
    case 'f':
        return skip_word(cursor, "false");
    case 'n':
        return skip_word(cursor, "null");
    default:
        return skip_number(cursor, &ignored);
    }
}

/* Read the name of a member and the colon behind it. */
static int
skip_name(Cursor *cursor)
{
    int ignored;
    skip_blanks(cursor);
    if (cursor->at >= cursor->end || *cursor->at++ != '"' || skip_string(cursor, &ignored) < 0) {
        return -1;
    }
    skip_blanks(cursor);
    if (cursor->at >= cursor->end || *cursor->at++ != ':') {
        return -1;
    }
    skip_blanks(cursor);
    return 0;
}

/* Read any value, without recursion: a bit a level tells lists from objects. */
static int
skip_value(Cursor *cursor)
{
    uint8_t objects[DEEPEST / 8 + 1] = {0};
    int depth = 0;
    for (;;) {
        skip_blanks(cursor);
        uint8_t c = cursor->at < cursor->end ? *cursor->at : 0;
        if (c == '[' || c == '{') {
            if (depth + 2 >= DEEPEST) { /* the line's own object is a level too */
                return -1;
            }
            cursor->at++;
            skip_blanks(cursor);
            if (cursor->at < cursor->end && *cursor->at == c + 2) {
                cursor->at++; /* [] or {} */
            } else {
                depth++;
                objects[depth / 8] = (uint8_t)((objects[depth / 8] & ~(1 << depth % 8)) | (c == '{') << depth % 8);
                if (c == '{' && skip_name(cursor) < 0) {
                    return -1;
                }
                continue;
            }
        } else if (skip_scalar(cursor) < 0) {
            return -1;
        }
        for (;;) { /* behind a value: the next one, or the end of what it is in */
            if (depth == 0) {
                return 0;
            }
            int object = objects[depth / 8] >> depth % 8 & 1;
            skip_blanks(cursor);
            c = cursor->at < cursor->end ? *cursor->at++ : 0;
            if (c == ',') {
                if (object && skip_name(cursor) < 0) {
                    return -1;
                }
                break;
            }
            if (c != (object ? '}' : ']')) {
                return -1;
            }
            depth--;
        }
    }
}

/* What a line says: where its id stands (length 0: it has none), and whether it has a text. */
typedef struct {
    const uint8_t *id;
    size_t id_length;
    int has_text;
} Line;

typedef struct {
    const uint8_t *text, *id;
    size_t text_length, id_length;
} Names;

static int
read_id(Cursor *cursor, Line *line)
{
    int odd = 0;
    const uint8_t *start = cursor->at;
    uint8_t c = cursor->at < cursor->end ? *cursor->at : 0;
    line->id_length = 0;
    if (c == '"') {
        cursor->at++;
        if (skip_string(cursor, &odd) < 0 || odd) {
            return -1;
        }
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        int whole;
        if (skip_number(cursor, &whole) < 0 || !whole) {
            return -1;
        }
    } else {
        return -1;
    }
    line->id = start;
    line->id_length = (size_t)(cursor->at - start);
    return 0;
}

/* Read the object of a line up to behind its line end. Return 0, or -1 for what Python must look at, -2 without memory. */
static int
read_line(Cursor *cursor, const Names *names, Text *text, Line *line, uint64_t base)
{
    memset(line, 0, sizeof *line);
    skip_blanks(cursor);
    if (cursor->at < cursor->end && *cursor->at == '\n') {
        cursor->at++;
        return 0; /* a blank line */
    }
    if (cursor->at >= cursor->end) {
        return 0;
    }
    if (*cursor->at++ != '{') {
        return -1;
    }
    for (;;) {
        skip_blanks(cursor);
        if (cursor->at >= cursor->end || *cursor->at++ != '"') {
            return -1;
        }
        const uint8_t *name = cursor->at;
        int escaped, status;
        if (skip_string(cursor, &escaped) < 0 || escaped) {
            return -1;
        }
        size_t length = (size_t)(cursor->at - 1 - name);
        skip_blanks(cursor);
        if (cursor->at >= cursor->end || *cursor->at++ != ':') {
            return -1;
        }
        skip_blanks(cursor);
        if (length == names->text_length && memcmp(name, names->text, length) == 0) {
            if (line->has_text || cursor->at >= cursor->end || *cursor->at++ != '"') {
                return -1;
            }
            line->has_text = 1;
            status = read_text(cursor, text, base, 0);
        } else if (length == names->id_length && memcmp(name, names->id, length) == 0) {
            status = line->id_length ? -1 : read_id(cursor, line);
        } else {
            status = skip_value(cursor);
        }
        if (status < 0) {
            return status;
        }
        skip_blanks(cursor);
        uint8_t c = cursor->at < cursor->end ? *cursor->at++ : 0;
        if (c == '}') {
            break;
        }
        if (c != ',') {
            return -1;
        }
    }
    skip_blanks(cursor);
    if (cursor->at < cursor->end && *cursor->at++ != '\n') {
        return -1;
    }
    return line->has_text ? 0 : -1;
}

#endif
