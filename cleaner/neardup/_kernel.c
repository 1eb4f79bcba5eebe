/* The near-duplicate kernel: what is done for every paragraph and every pair, without Python objects in between.

   `reference.py` has the same functions with the same results, in NumPy. There are no global variables; the interpreter's
   lock is released while work is done; every buffer is measured before it is used. */

#include "csrc/leaders.h"
#include "csrc/sharers.h"

static int
is_window(Py_ssize_t window)
{
    return window > 0 && !(window & (window - 1));
}

static PyObject *
no_memory(void)
{
    return PyErr_NoMemory();
}

/* ---- one paragraph ---- */

/* What is computed of a key. */
typedef struct {
    Bytes scrambled, hashes;
    uint32_t signature[PERMUTATIONS], bands[BANDS];
    uint64_t content[2];
} Profile;

static void
release_profile(Profile *profile)
{
    release(&profile->scrambled);
    release(&profile->hashes);
}

static int
hash_key(Profile *profile, const uint32_t *points, size_t length)
{
    size_t size = padded(length) * sizeof *points;
    profile->scrambled.size = profile->hashes.size = 0;
    if (reserve(&profile->scrambled, size) < 0 || reserve(&profile->hashes, size) < 0) {
        return -1;
    }
    gram_hashes(points, length, (uint32_t *)(void *)profile->scrambled.data, (uint32_t *)(void *)profile->hashes.data);
    return 0;
}

static int
make_profile(Profile *profile, const uint32_t *points, size_t length, uint64_t decimals, const uint32_t *permutations)
{
    if (hash_key(profile, points, length) < 0) {
        return -1;
    }
    uint32_t *hashes = (uint32_t *)(void *)profile->hashes.data, *mixed = (uint32_t *)(void *)profile->scrambled.data;
    size_t grams = length < WIDTH ? 0 : length - WIDTH + 1;
    mix_all(hashes, grams, mixed);
    minima(mixed, grams, permutations, profile->signature);
    band_keys(profile->signature, profile->bands);
    content_hash(points, length, profile->content);
    profile->content[0] += decimals;
    return 0;
}

/* Append the fingerprints of what was profiled last, and their number. */
static int
profile_prints(Profile *profile, size_t length, size_t window, Bytes *counts, Bytes *prints)
{
    return add_prints((uint32_t *)(void *)profile->hashes.data, length < WIDTH ? 0 : length - WIDTH + 1, window,
                      &profile->scrambled, counts, prints);
}

/* ---- scan ---- */

typedef struct {
    Bytes hashes, bands, places, records, indices, ids, id_lengths, lengths, counts, prints;
} Columns;

static void
release_columns(Columns *columns)
{
    release(&columns->hashes);
    release(&columns->bands);
    release(&columns->places);
    release(&columns->records);
    release(&columns->indices);
    release(&columns->ids);
    release(&columns->id_lengths);
    release(&columns->lengths);
    release(&columns->counts);
    release(&columns->prints);
}

static int
add_item(Columns *columns, const Profile *profile, uint64_t place, uint32_t record, uint32_t index, size_t length)
{
    return append(&columns->hashes, profile->content, sizeof profile->content) < 0 ||
                   append(&columns->bands, profile->bands, sizeof profile->bands) < 0 ||
                   append_u64(&columns->places, place) < 0 || append_u32(&columns->records, record) < 0 ||
                   append_u32(&columns->indices, index) < 0 || append_u32(&columns->lengths, (uint32_t)length) < 0
               ? -1
               : 0;
}

typedef struct {
    Text text;
    Profile profile;
    Columns columns;
    Names names;
    const uint32_t *permutations;
    uint64_t base;
    size_t minimum, window;
    uint32_t records;
} Scan;

static int
add_paragraphs(Scan *scan)
{
    Start *starts = (Start *)(void *)scan->text.paragraphs.data;
    size_t count = scan->text.paragraphs.size / sizeof *starts, codes = scan->text.codes.size / sizeof(uint32_t);
    for (size_t i = 0; i < count; i++) {
        uint32_t *key = (uint32_t *)(void *)scan->text.codes.data + starts[i].from;
        size_t length = (i + 1 < count ? starts[i + 1].from : codes) - starts[i].from;
        if (length < scan->minimum || (length = finish_key(key, length, starts[i].seen)) < scan->minimum) {
            continue;
        }
        if (make_profile(&scan->profile, key, length, starts[i].points, scan->permutations) < 0 ||
            add_item(&scan->columns, &scan->profile, starts[i].place, scan->records, starts[i].index, length) < 0 ||
            profile_prints(&scan->profile, length, scan->window, &scan->columns.counts, &scan->columns.prints) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Scan whole lines; stop before one that Python must look at. Return the offset of the first byte not read, -1 without memory. */
static int64_t
scan_lines(Scan *scan, const uint8_t *data, size_t start, size_t stop)
{
    Cursor cursor = {data, data + start, data + stop};
    while (cursor.at < cursor.end) {
        const uint8_t *begin = cursor.at;
        Line line;
        int status = read_line(&cursor, &scan->names, &scan->text, &line, scan->base);
        if (status == -1) {
            return begin - data;
        }
        if (status < 0 || (line.has_text && add_paragraphs(scan) < 0) ||
            append(&scan->columns.ids, line.id, line.id_length) < 0 ||
            append_u32(&scan->columns.id_lengths, (uint32_t)line.id_length) < 0) {
            return -1;
        }
        scan->records++;
    }
    return cursor.at - data;
}

/* Turn rows of BANDS keys into BANDS columns. */
static PyObject *
bands_by_column(const Bytes *bands)
{
    size_t count = bands->size / (BANDS * sizeof(uint32_t));
    PyObject *result = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)bands->size);
    if (result == NULL) {
        return NULL;
    }
    uint32_t *columns = (uint32_t *)(void *)PyBytes_AsString(result);
    const uint32_t *rows = (const uint32_t *)(const void *)bands->data;
    for (size_t i = 0; i < count; i++) {
        for (size_t band = 0; band < BANDS; band++) {
            columns[band * count + i] = rows[i * BANDS + band];
        }
    }
    return result;
}

/* Put objects, each of which may have failed, into a tuple, which takes them. */
static PyObject *
to_tuple(PyObject **objects, size_t count)
{
    PyObject *tuple = PyTuple_New((Py_ssize_t)count);
    int good = tuple != NULL;
    for (size_t i = 0; i < count; i++) {
        good = good && objects[i] != NULL;
        if (!good) {
            Py_XDECREF(objects[i]);
        } else {
            PyTuple_SetItem(tuple, (Py_ssize_t)i, objects[i]);
        }
    }
    if (!good) {
        Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *
scanned(const Columns *columns, int64_t next, uint32_t records)
{
    PyObject *objects[] = {PyLong_FromLongLong(next),       PyLong_FromUnsignedLong(records),  to_object(&columns->hashes),
                           bands_by_column(&columns->bands), to_object(&columns->places),       to_object(&columns->records),
                           to_object(&columns->indices),     to_object(&columns->ids),          to_object(&columns->id_lengths),
                           to_object(&columns->lengths),     to_object(&columns->counts),       to_object(&columns->prints)};
    return to_tuple(objects, sizeof objects / sizeof *objects);
}

PyDoc_STRVAR(scan_doc, "scan(data, start, stop, base, text_field, id_field, by_line, minimum, window, table, permutations)\n--\n\n"
"Scan whole lines of JSON; return (next, records, hashes, bands, places, records, indices, ids, id lengths, lengths of keys,\n"
"numbers of fingerprints, fingerprints).\n\n"
"``next`` is ``stop``, or where a line begins that Python must look at.");

static PyObject *
kernel_scan(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *data_object, *table_object, *permutations_object;
    Py_ssize_t start, stop, minimum, window, text_length, id_length;
    const char *text_field, *id_field;
    unsigned long long base;
    int by_line;
    if (!PyArg_ParseTuple(args, "OnnKy#y#pnnOO", &data_object, &start, &stop, &base, &text_field, &text_length, &id_field,
                          &id_length, &by_line, &minimum, &window, &table_object, &permutations_object)) {
        return NULL;
    }
    Py_buffer data, table, permutations;
    PyObject *result = NULL;
    if (take(data_object, &data, 1, 0, "data") < 0) {
        return NULL;
    }
    if (take_exactly(table_object, &table, sizeof(uint32_t), CODES, 0, "table") < 0) {
        goto without_table;
    }
    if (take_exactly(permutations_object, &permutations, sizeof(uint32_t), 2 * PERMUTATIONS, 0, "permutations") < 0) {
        goto without_permutations;
    }
    if (start < 0 || stop < start || stop > data.len || minimum < 0 || stop - start > INT32_MAX || !is_window(window)) {
        PyErr_SetString(PyExc_ValueError, "scan: no such stretch of the data, or a window that is no power of two");
        goto done;
    }
    Scan scan;
    memset(&scan, 0, sizeof scan);
    scan.text.table = table.buf;
    scan.text.by_line = by_line;
    scan.names = (Names){(const uint8_t *)text_field, (const uint8_t *)id_field, (size_t)text_length, (size_t)id_length};
    scan.permutations = permutations.buf;
    scan.base = base;
    scan.minimum = (size_t)minimum;
    scan.window = (size_t)window;
    int64_t next;
    Py_BEGIN_ALLOW_THREADS
    next = scan_lines(&scan, data.buf, (size_t)start, (size_t)stop);
    Py_END_ALLOW_THREADS
    result = next < 0 ? no_memory() : scanned(&scan.columns, next, scan.records);
    release_columns(&scan.columns);
    release_profile(&scan.profile);
    release(&scan.text.codes);
    release(&scan.text.paragraphs);
done:
    PyBuffer_Release(&permutations);
without_permutations:
    PyBuffer_Release(&table);
without_table:
    PyBuffer_Release(&data);
    return result;
}

/* ---- texts that Python has ---- */

/* The code points of a string. */
static int
points_of(PyObject *text, Bytes *points)
{
    PyObject *encoded = PyUnicode_AsEncodedString(text, "utf-32-le", "surrogatepass");
    if (encoded == NULL) {
        return -1;
    }
    const uint8_t *bytes = (const uint8_t *)PyBytes_AsString(encoded);
    size_t count = (size_t)PyBytes_Size(encoded) / 4;
    points->size = 0;
    int status = reserve(points, count * sizeof(uint32_t));
    if (status == 0) {
        uint32_t *out = (uint32_t *)(void *)points->data;
        for (size_t i = 0; i < count; i++, bytes += 4) {
            out[i] = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
        }
        points->size = count * sizeof(uint32_t);
    } else {
        PyErr_NoMemory();
    }
    Py_DECREF(encoded);
    return status;
}

/* The key of a string: through the table, or, where that is None, the string itself. */
static int
key_of(PyObject *text, PyObject *table_object, Bytes *codes, uint64_t *decimals)
{
    Py_buffer table;
    *decimals = 0;
    if (points_of(text, codes) < 0) {
        return -1;
    }
    if (table_object == Py_None) {
        return 0;
    }
    if (take_exactly(table_object, &table, sizeof(uint32_t), CODES, 0, "table") < 0) {
        return -1;
    }
    uint32_t *points = (uint32_t *)(void *)codes->data, seen = 0, last = 0;
    size_t count = codes->size / sizeof(uint32_t), length = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t code = points[i] < CODES ? ((const uint32_t *)table.buf)[points[i]] : 0;
        if (last & INSIDE && is_digit(code)) {
            *decimals += point_hash(length);
        }
        seen |= code;
        points[length] = code;
        length += (code & POINT) != 0;
        last = code & POINTING && is_digit(last) ? INSIDE : code;
    }
    codes->size = finish_key(points, length, seen) * sizeof(uint32_t);
    PyBuffer_Release(&table);
    return 0;
}

/* The string of some code points. */
static PyObject *
to_string(const Bytes *points)
{
#if PY_BIG_ENDIAN
    const char *encoding = "utf-32-be";
#else
    const char *encoding = "utf-32-le";
#endif
    PyObject *encoded = to_object(points), *result = NULL;
    if (encoded != NULL) {
        result = PyUnicode_FromEncodedObject(encoded, encoding, "surrogatepass");
        Py_DECREF(encoded);
    }
    return result;
}

PyDoc_STRVAR(fold_doc, "fold(text, table)\n--\n\nReturn a text with what the table has for its characters, or these where that is 0.");

static PyObject *
kernel_fold(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *text, *table_object, *result = NULL;
    Py_buffer table;
    Bytes points = {NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "UO", &text, &table_object) ||
        take_exactly(table_object, &table, sizeof(uint32_t), CODES, 0, "table") < 0) {
        return NULL;
    }
    if (points_of(text, &points) == 0) {
        uint32_t *codes = (uint32_t *)(void *)points.data;
        for (size_t i = 0; i < points.size / sizeof *codes; i++) {
            uint32_t folded = codes[i] < CODES ? number_at(&table, codes[i]) : 0;
            codes[i] = folded ? folded : codes[i];
        }
        result = to_string(&points);
    }
    release(&points);
    PyBuffer_Release(&table);
    return result;
}

PyDoc_STRVAR(key_doc, "key(text, table)\n--\n\nReturn the key of a text.");

static PyObject *
kernel_key(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *text, *table, *result = NULL;
    Bytes codes = {NULL, 0, 0};
    uint64_t decimals;
    if (!PyArg_ParseTuple(args, "UO", &text, &table)) {
        return NULL;
    }
    if (key_of(text, table, &codes, &decimals) == 0) {
        result = to_string(&codes);
    }
    release(&codes);
    return result;
}

/* What is made of one text after the other. */
typedef struct {
    Bytes codes, lengths, hashes, bands, signatures, counts, prints;
    Profile profile;
    PyObject *table;
    const uint32_t *permutations;
    size_t minimum, window;
    int whole;
} Batch;

static void
release_batch(Batch *batch)
{
    release(&batch->codes);
    release(&batch->lengths);
    release(&batch->hashes);
    release(&batch->bands);
    release(&batch->signatures);
    release(&batch->counts);
    release(&batch->prints);
    release_profile(&batch->profile);
}

static int
add_profile(Batch *batch, PyObject *text)
{
    uint64_t decimals;
    if (key_of(text, batch->table, &batch->codes, &decimals) < 0) {
        return -1;
    }
    size_t length = batch->codes.size / sizeof(uint32_t);
    Profile *profile = &batch->profile;
    int status = append_u32(&batch->lengths, length < UINT32_MAX ? (uint32_t)length : UINT32_MAX);
    if (status == 0 && length >= batch->minimum) {
        Py_BEGIN_ALLOW_THREADS
        status = make_profile(profile, (const uint32_t *)(const void *)batch->codes.data, length, decimals, batch->permutations);
        Py_END_ALLOW_THREADS
        if (status == 0 &&
            (append(&batch->hashes, profile->content, sizeof profile->content) < 0 ||
             append(&batch->bands, profile->bands, sizeof profile->bands) < 0 ||
             (batch->whole && append(&batch->signatures, profile->signature, sizeof profile->signature) < 0) ||
             profile_prints(profile, length, batch->window, &batch->counts, &batch->prints) < 0)) {
            status = -1;
        }
    }
    if (status < 0) {
        no_memory();
    }
    return status;
}

static PyObject *
profiled(const Batch *batch)
{
    PyObject *objects[] = {to_object(&batch->lengths),    to_object(&batch->hashes), bands_by_column(&batch->bands),
                           to_object(&batch->signatures), to_object(&batch->counts), to_object(&batch->prints)};
    return to_tuple(objects, sizeof objects / sizeof *objects);
}

PyDoc_STRVAR(profiles_doc, "profiles(texts, table, minimum, window, permutations, whole)\n--\n\n"
"Return the lengths of the keys of some texts, and, of the keys of ``minimum`` characters or more, content hashes, bands by\n"
"column, signatures if ``whole``, numbers of fingerprints, and these. Where the table is None the texts are keys.");

static PyObject *
kernel_profiles(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *texts, *permutations_object, *result = NULL;
    Py_ssize_t minimum, window;
    Py_buffer permutations;
    Batch batch;
    memset(&batch, 0, sizeof batch);
    if (!PyArg_ParseTuple(args, "OOnnOp", &texts, &batch.table, &minimum, &window, &permutations_object, &batch.whole)) {
        return NULL;
    }
    if (!PyList_Check(texts)) {
        PyErr_SetString(PyExc_TypeError, "profiles: a list of strings is needed");
        return NULL;
    }
    if (!is_window(window)) {
        PyErr_SetString(PyExc_ValueError, "profiles: the window must be a power of two");
        return NULL;
    }
    if (take_exactly(permutations_object, &permutations, sizeof(uint32_t), 2 * PERMUTATIONS, 0, "permutations") < 0) {
        return NULL;
    }
    batch.minimum = minimum > 0 ? (size_t)minimum : 0;
    batch.window = (size_t)window;
    batch.permutations = permutations.buf;
    int status = 0;
    for (Py_ssize_t i = 0; i < PyList_Size(texts) && status == 0; i++) {
        PyObject *text = PyList_GetItem(texts, i);
        if (text == NULL || !PyUnicode_Check(text)) {
            PyErr_SetString(PyExc_TypeError, "profiles: a list of strings is needed");
            status = -1;
            break;
        }
        Py_INCREF(text);
        status = add_profile(&batch, text);
        Py_DECREF(text);
    }
    if (status == 0) {
        result = profiled(&batch);
    }
    release_batch(&batch);
    PyBuffer_Release(&permutations);
    return result;
}

PyDoc_STRVAR(gram_hashes_doc, "gram_hashes(key)\n--\n\nReturn the hash of each 5-gram of a key, in order, as numbers of 32 bits.");

static PyObject *
kernel_gram_hashes(PyObject *module, PyObject *text)
{
    (void)module;
    Bytes points = {NULL, 0, 0};
    Profile profile;
    PyObject *result = NULL;
    memset(&profile, 0, sizeof profile);
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "gram_hashes: a string is needed");
        return NULL;
    }
    if (points_of(text, &points) == 0) {
        size_t length = points.size / sizeof(uint32_t);
        if (hash_key(&profile, (const uint32_t *)(const void *)points.data, length) < 0) {
            no_memory();
        } else {
            profile.hashes.size = length < WIDTH ? 0 : (length - WIDTH + 1) * sizeof(uint32_t);
            result = to_object(&profile.hashes);
        }
    }
    release(&points);
    release_profile(&profile);
    return result;
}

/* ---- order and groups ---- */

PyDoc_STRVAR(shift_doc, "shift(column, amount)\n--\n\nAdd a number to every number of a column, in place.");

static PyObject *
kernel_shift(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *object;
    unsigned int amount;
    Py_buffer column;
    if (!PyArg_ParseTuple(args, "OI", &object, &amount) || take(object, &column, sizeof(uint32_t), 1, "column") < 0) {
        return NULL;
    }
    uint32_t *numbers = column.buf;
    for (size_t i = 0; i < (size_t)column.len / sizeof *numbers; i++) {
        numbers[i] += amount;
    }
    PyBuffer_Release(&column);
    Py_RETURN_NONE;
}

static int
write_order(Room *room, const Ids *ids, size_t count, uint32_t *order)
{
    int ordered = is_ordered(ids, count);
    Ranked *ranked = ordered ? NULL : get_room(room, 2 * count, sizeof *ranked), *sorted = NULL;
    if (!ordered && ranked == NULL) {
        return -1;
    }
    if (!ordered) {
        fill_ranked(ids, count, ranked);
        sorted = sort_ranked(ids, ranked, ranked + count, count);
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = ordered ? (uint32_t)i : sorted[i].record;
    }
    leave_room(room, ranked);
    return 0;
}

PyDoc_STRVAR(order_records_doc, "order_records(ids, ends, room=None)\n--\n\n"
"Return the numbers of the records in the order of their ids, which are JSON literals that end at ``ends``.");

static PyObject *
kernel_order_records(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *heap_object, *ends_object, *result = NULL;
    Py_buffer heap, ends;
    Room room = {.giver = NULL};
    if (!PyArg_ParseTuple(args, "OO|O", &heap_object, &ends_object, &room.giver) || take(heap_object, &heap, 1, 0, "ids") < 0) {
        return NULL;
    }
    if (take(ends_object, &ends, sizeof(uint64_t), 0, "ends") < 0) {
        PyBuffer_Release(&heap);
        return NULL;
    }
    size_t count = (size_t)ends.len / sizeof(uint64_t);
    Ids ids = {heap.buf, ends.buf};
    int sound = count <= UINT32_MAX;
    for (size_t i = 0; i < count && sound; i++) {
        sound = ids.ends[i] >= (i ? ids.ends[i - 1] : 0) && ids.ends[i] <= (uint64_t)heap.len;
    }
    if (!sound) {
        PyErr_SetString(PyExc_ValueError, "order_records: the ends do not fit the ids");
    } else {
        uint32_t *order = get_room(&room, count, sizeof *order);
        if (order != NULL) {
            room.thread = PyEval_SaveThread();
            give_back(); /* what reading took */
            int status = write_order(&room, &ids, count, order);
            PyEval_RestoreThread(room.thread);
            room.thread = NULL;
            result = status < 0 ? NULL : block_object(&room, order, count * sizeof *order);
        }
    }
    leave_all(&room);
    PyBuffer_Release(&heap);
    PyBuffer_Release(&ends);
    return result;
}

PyDoc_STRVAR(ends_doc, "ends(lengths, room=None)\n--\n\nReturn where each of some lengths, one behind the other, ends.");

static PyObject *
kernel_ends(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *lengths_object, *result = NULL;
    Py_buffer lengths;
    Room room = {.giver = NULL};
    if (!PyArg_ParseTuple(args, "O|O", &lengths_object, &room.giver) ||
        take(lengths_object, &lengths, sizeof(uint32_t), 0, "lengths") < 0) {
        return NULL;
    }
    size_t count = (size_t)lengths.len / sizeof(uint32_t);
    uint64_t *ends = get_room(&room, count, sizeof *ends), end = 0;
    for (size_t i = 0; i < count && !room.failed; i++) {
        ends[i] = end += number_at(&lengths, i);
        let_go(&room, i);
    }
    if (!room.failed) {
        result = block_object(&room, ends, count * sizeof *ends);
    }
    leave_all(&room);
    PyBuffer_Release(&lengths);
    return result;
}

/* Whether an order of so many numbers names each of them once; `named` has a zero bit for each. */
static int
names_each_once(const Py_buffer *order, size_t count, uint8_t *named)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t number = number_at(order, i);
        if (number >= count || bit(named, number)) {
            return 0;
        }
        set_bit(named, number);
    }
    return 1;
}

PyDoc_STRVAR(places_doc, "places(order, room=None)\n--\n\nReturn where in an order each number stands.");

static PyObject *
kernel_places(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *order_object, *result = NULL;
    Py_buffer order;
    Room room = {.giver = NULL};
    if (!PyArg_ParseTuple(args, "O|O", &order_object, &room.giver) ||
        take(order_object, &order, sizeof(uint32_t), 0, "order") < 0) {
        return NULL;
    }
    size_t count = (size_t)order.len / sizeof(uint32_t);
    uint32_t *places = get_room(&room, count, sizeof *places);
    uint8_t *named = get_room(&room, count / 8, 1);
    if (!room.failed && (count > UINT32_MAX || !names_each_once(&order, count, named))) {
        PyErr_SetString(PyExc_ValueError, "places: the order does not name each number once");
    } else {
        for (size_t i = 0; i < count && !room.failed; i++) {
            places[number_at(&order, i)] = (uint32_t)i;
            let_go(&room, i);
        }
        result = room.failed ? NULL : block_object(&room, places, count * sizeof *places);
    }
    leave_all(&room);
    PyBuffer_Release(&order);
    return result;
}

PyDoc_STRVAR(order_items_doc, "order_items(records, order, room=None)\n--\n\n"
"Return the items, which come record after record, in the given order of the records.");

static PyObject *
kernel_order_items(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *records_object, *order_object, *result = NULL;
    Py_buffer records, order;
    Room room = {.giver = NULL};
    if (!PyArg_ParseTuple(args, "OO|O", &records_object, &order_object, &room.giver) ||
        take(records_object, &records, sizeof(uint32_t), 0, "records") < 0) {
        return NULL;
    }
    if (take(order_object, &order, sizeof(uint32_t), 0, "order") < 0) {
        PyBuffer_Release(&records);
        return NULL;
    }
    size_t items = (size_t)records.len / sizeof(uint32_t), count = (size_t)order.len / sizeof(uint32_t);
    int sound = items < UINT32_MAX;
    for (size_t i = 0; i < items && sound; i++) {
        sound = number_at(&records, i) < count && (i == 0 || number_at(&records, i - 1) <= number_at(&records, i));
    }
    uint32_t *starts = get_room(&room, count, sizeof *starts), *out = get_room(&room, items, sizeof *out);
    uint8_t *named = get_room(&room, count / 8, 1);
    if (!sound || (named != NULL && !names_each_once(&order, count, named))) {
        PyErr_SetString(PyExc_ValueError, "order_items: the records do not ascend, or the order does not name each once");
    } else if (!room.failed) {
        size_t used = 0;
        for (size_t i = 0; i < items; i++) {
            starts[number_at(&records, i) + 1]++;
            let_go(&room, i);
        }
        for (size_t i = 0; i < count; i++) {
            starts[i + 1] += starts[i];
        }
        for (size_t i = 0; i < count; i++) {
            uint32_t record = number_at(&order, i);
            for (uint32_t item = starts[record]; item < starts[record + 1]; item++) {
                out[used] = item;
                let_go(&room, used++);
            }
        }
        result = room.failed ? NULL : block_object(&room, out, items * sizeof *out);
    }
    leave_all(&room);
    PyBuffer_Release(&records);
    PyBuffer_Release(&order);
    return result;
}

static int
all_below(const Py_buffer *view, size_t limit)
{
    for (size_t i = 0; i < (size_t)view->len / sizeof(uint32_t); i++) {
        if (number_at(view, i) >= limit) {
            return 0;
        }
    }
    return 1;
}

PyDoc_STRVAR(distinct_doc, "distinct(hashes, order, room=None)\n--\n\n"
"Number the distinct hashes as they come in the order; return the number of each item, and the first item of each number.");

static PyObject *
kernel_distinct(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *hashes_object, *order_object, *result = NULL;
    Py_buffer hashes, order;
    Room memory = {.giver = NULL};
    if (!PyArg_ParseTuple(args, "OO|O", &hashes_object, &order_object, &memory.giver) ||
        take(order_object, &order, sizeof(uint32_t), 0, "order") < 0) {
        return NULL;
    }
    size_t count = (size_t)order.len / sizeof(uint32_t), room = 64;
    if (take_exactly(hashes_object, &hashes, 2 * sizeof(uint64_t), count, 0, "hashes") < 0) {
        PyBuffer_Release(&order);
        return NULL;
    }
    while (room < count + count / 2 + 1) {
        room *= 2;
    }
    uint32_t *slots = get_room(&memory, room, sizeof *slots);
    uint32_t *numbers = get_room(&memory, count, sizeof *numbers), *firsts = get_room(&memory, count, sizeof *firsts);
    if (!all_below(&order, count) || count >= UINT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "distinct: the order names items that are not there");
    } else if (!memory.failed) {
        memory.thread = PyEval_SaveThread();
        size_t used = number_distinct(&memory, hashes.buf, order.buf, count, slots, room - 1, numbers, firsts);
        PyEval_RestoreThread(memory.thread);
        memory.thread = NULL;
        if (!memory.failed) {
            PyObject *objects[] = {block_object(&memory, numbers, count * sizeof *numbers),
                                   block_object(&memory, firsts, used * sizeof *firsts)};
            result = to_tuple(objects, 2);
        }
    }
    leave_all(&memory);
    PyBuffer_Release(&hashes);
    PyBuffer_Release(&order);
    return result;
}

PyDoc_STRVAR(group_doc, "group(keys, firsts, result, scratch, room=None)\n--\n\n"
"Number the keys of ``firsts`` that several of these share; write the number of each, or ALONE. Return how many there are.\n\n"
"``result`` may be the memory of ``keys``, of which a copy is made before anything is written. ``scratch`` has 24 bytes for\n"
"each of ``firsts``, and 256 more.");

static PyObject *
kernel_group(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *keys_object, *firsts_object, *result_object, *scratch_object, *answer = NULL;
    Py_buffer keys, firsts, result, scratch;
    Room room = {.giver = NULL};
    if (!PyArg_ParseTuple(args, "OOOO|O", &keys_object, &firsts_object, &result_object, &scratch_object, &room.giver) ||
        take(keys_object, &keys, sizeof(uint32_t), 0, "keys") < 0) {
        return NULL;
    }
    if (take(firsts_object, &firsts, sizeof(uint32_t), 0, "firsts") < 0) {
        goto without_firsts;
    }
    size_t count = (size_t)firsts.len / sizeof(uint32_t);
    if (take_exactly(result_object, &result, sizeof(uint32_t), count, 1, "result") < 0) {
        goto without_result;
    }
    if (take(scratch_object, &scratch, sizeof(uint64_t), 1, "scratch") < 0) {
        goto without_scratch;
    }
    if ((size_t)scratch.len < 24 * count + 256) {
        PyErr_SetString(PyExc_ValueError, "group: too little scratch");
    } else if (!all_below(&firsts, (size_t)keys.len / sizeof(uint32_t))) {
        PyErr_SetString(PyExc_ValueError, "group: firsts beyond the keys");
    } else {
        room.thread = PyEval_SaveThread();
        size_t used = number_buckets(&room, keys.buf, firsts.buf, count, scratch.buf, result.buf);
        PyEval_RestoreThread(room.thread);
        room.thread = NULL;
        answer = room.failed ? NULL : PyLong_FromSize_t(used);
    }
    PyBuffer_Release(&scratch);
without_scratch:
    PyBuffer_Release(&result);
without_result:
    PyBuffer_Release(&firsts);
without_firsts:
    PyBuffer_Release(&keys);
    return answer;
}

/* ---- texts in files ---- */

/* Texts are read through the table of keys.py; where there is none they are keys, and stay as they are. */
static int
take_table(Texts *texts, PyObject *table)
{
    if (table != Py_None) {
        int status = take_exactly(table, &texts->table, sizeof(uint32_t), CODES, 0, "table");
        texts->text.table = texts->table.buf;
        return status;
    }
    texts->identity = malloc(CODES * sizeof *texts->identity);
    if (texts->identity == NULL) {
        no_memory();
        return -1;
    }
    for (uint32_t i = 0; i < CODES; i++) {
        texts->identity[i] = i;
    }
    texts->text.table = texts->identity;
    return 0;
}

static int
take_sources(Texts *texts, PyObject *sources)
{
    Py_ssize_t count = PyList_Check(sources) ? PyList_Size(sources) : -1;
    if (count < 1) {
        PyErr_SetString(PyExc_ValueError, "texts: sources must be a list of (base, size, data)");
        return -1;
    }
    texts->sources = calloc((size_t)count, sizeof *texts->sources);
    texts->bases = calloc((size_t)count, sizeof *texts->bases);
    if (texts->sources == NULL || texts->bases == NULL) {
        no_memory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *data;
        unsigned long long base;
        unsigned long long size;
        Source *source = texts->sources + i;
        if (!PyArg_ParseTuple(PyList_GetItem(sources, i), "KKO", &base, &size, &data)) {
            return -1;
        }
        source->descriptor = PyLong_Check(data) ? (int)PyLong_AsLong(data) : -1;
        if (source->descriptor < 0 && take_exactly(data, &source->view, 1, (size_t)size, 0, "source") < 0) {
            return -1;
        }
        texts->held++;
        texts->bases[i] = base;
        source->size = size;
        if (i ? base < texts->bases[i - 1] + texts->sources[i - 1].size : base != 0) {
            PyErr_SetString(PyExc_ValueError, "texts: the bases of the sources do not ascend");
            return -1;
        }
    }
    texts->source_count = (size_t)count;
    return 0;
}

/* Take places of 64 bits, files, and the table. */
static int
take_texts(Texts *texts, PyObject *places, PyObject *sources, PyObject *table, int by_line)
{
    texts->text.by_line = by_line;
    return take(places, &texts->places, sizeof(uint64_t), 0, "places") < 0 || take_table(texts, table) < 0 ||
                   take_sources(texts, sources) < 0
               ? -1
               : 0;
}

/* ---- contained ---- */

static const char reader_name[] = "cleaner.neardup._kernel.texts";

static void
destroy_reader(PyObject *capsule)
{
    free_reader(PyCapsule_GetPointer(capsule, reader_name));
}

PyDoc_STRVAR(texts_doc, "texts(places, sources, table, by_line)\n--\n\nPrepare texts to be read again, by the numbers of their places.");

static PyObject *
kernel_texts(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *places, *sources, *table, *capsule = NULL;
    int by_line;
    if (!PyArg_ParseTuple(args, "OOOp", &places, &sources, &table, &by_line)) {
        return NULL;
    }
    Reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return no_memory();
    }
    give_back(); /* what a walk before took */
    if (take_texts(&reader->texts, places, sources, table, by_line) == 0) {
        capsule = PyCapsule_New(reader, reader_name, destroy_reader);
    }
    if (capsule == NULL) {
        free_reader(reader);
    }
    return capsule;
}

/* Take items, each of which has a text. */
static int
take_items(Reader *reader, PyObject *object, Py_buffer *items)
{
    if (reader->busy) {
        PyErr_SetString(PyExc_RuntimeError, "texts: another thread reads them");
        return -1;
    }
    if (take(object, items, sizeof(uint32_t), 0, "items") < 0) {
        return -1;
    }
    if (!all_below(items, (size_t)reader->texts.places.len / sizeof(uint64_t))) {
        PyErr_SetString(PyExc_ValueError, "texts: an item that is not there");
        PyBuffer_Release(items);
        return -1;
    }
    return 0;
}

/* Take an item, and others that it is compared with. */
static int
take_compared(Reader *reader, unsigned int item, PyObject *object, Py_buffer *others)
{
    if (take_items(reader, object, others) < 0) {
        return -1;
    }
    if (item >= (size_t)reader->texts.places.len / sizeof(uint64_t)) {
        PyErr_SetString(PyExc_ValueError, "texts: an item that is not there");
        PyBuffer_Release(others);
        return -1;
    }
    return 0;
}

static void
raise_failure(int status)
{
    if (status == NO_MEMORY) {
        no_memory();
    } else if (status == FAILED) {
        PyErr_SetString(PyExc_ValueError, "a text is not what it was");
    }
}

PyDoc_STRVAR(winnow_doc, "winnow(texts, items, window)\n--\n\n"
"Return lengths of keys, how many fingerprints each has, and the fingerprints: of ``window`` hashes in a row, a power of two,\n"
"the least; in their order, each once.");

static PyObject *
kernel_winnow(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *capsule, *object, *result = NULL;
    Py_ssize_t window;
    Py_buffer items;
    if (!PyArg_ParseTuple(args, "OOn", &capsule, &object, &window)) {
        return NULL;
    }
    Reader *reader = PyCapsule_GetPointer(capsule, reader_name);
    if (reader == NULL || take_items(reader, object, &items) < 0) {
        return NULL;
    }
    if (!is_window(window)) {
        PyErr_SetString(PyExc_ValueError, "winnow: the window must be a power of two");
        PyBuffer_Release(&items);
        return NULL;
    }
    Bytes lengths = {NULL, 0, 0}, counts = {NULL, 0, 0}, prints = {NULL, 0, 0};
    int status;
    reader->busy = 1;
    Py_BEGIN_ALLOW_THREADS
    status = winnow(reader, &items, (size_t)window, &lengths, &counts, &prints);
    Py_END_ALLOW_THREADS
    reader->busy = 0;
    if (status == 0) {
        PyObject *objects[] = {to_object(&lengths), to_object(&counts), to_object(&prints)};
        result = to_tuple(objects, 3);
    }
    raise_failure(status);
    release(&lengths);
    release(&counts);
    release(&prints);
    PyBuffer_Release(&items);
    return result;
}

static int
is_ascending(const Py_buffer *view)
{
    for (size_t i = 1; i < (size_t)view->len / sizeof(uint32_t); i++) {
        if (number_at(view, i) <= number_at(view, i - 1)) {
            return 0;
        }
    }
    return 1;
}

/* Whether all that the sharers are given fits together. */
static int
is_sound(const Sharing *given)
{
    size_t count = (size_t)given->items.len / sizeof(uint32_t), items = (size_t)given->speeches.len / sizeof(uint32_t);
    size_t speeches = (size_t)given->ranks.len / sizeof(uint32_t);
    uint64_t prints = 0;
    for (size_t i = 0; i < (size_t)given->counts.len / sizeof(uint32_t); i++) {
        prints += number_at(&given->counts, i);
    }
    return count < UINT32_MAX && (size_t)given->told.len == count && given->indices.len == given->speeches.len &&
           given->lengths.len == given->speeches.len && given->counts.len == given->speeches.len &&
           is_ascending(&given->items) && all_below(&given->items, items) && all_below(&given->items, (size_t)given->reader->texts.places.len / sizeof(uint64_t)) &&
           all_below(&given->speeches, speeches) && all_below(&given->ranks, speeches) &&
           prints == (uint64_t)given->prints.len / sizeof(uint32_t);
}

PyDoc_STRVAR(sharers_doc, "sharers(texts, items, told, lengths, counts, prints, speeches, ranks, indices, first_own, holders, tried, fewest, rarest, least, share, workers, room=None)\n--\n\n"
"Return rows of numbers, longest key first: an item, how many others come, and these, which may hold it. Items ascend;\n"
"the fingerprints are used up.");

static PyObject *
kernel_sharers(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *capsule, *objects[8], *result = NULL;
    Sharing given;
    Room room = {.giver = NULL};
    Py_ssize_t holders, tried, fewest, workers;
    memset(&given, 0, sizeof given);
    if (!PyArg_ParseTuple(args, "OOOOOOOOOInnndddn|O", &capsule, &objects[0], &objects[1], &objects[2], &objects[3], &objects[4], &objects[5],
                          &objects[6], &objects[7], &given.first_own, &holders, &tried, &fewest, &given.rarest, &given.least, &given.share,
                          &workers, &room.giver)) {
        return NULL;
    }
    given.reader = PyCapsule_GetPointer(capsule, reader_name);
    if (given.reader == NULL) {
        return NULL;
    }
    Py_buffer *views[] = {&given.items,  &given.told,     &given.lengths, &given.counts,
                          &given.prints, &given.speeches, &given.ranks,   &given.indices};
    static const char *const names[] = {"items", "told", "lengths", "counts", "prints", "speeches", "ranks", "indices"};
    int taken = 0;
    while (taken < 8 && take(objects[taken], views[taken], taken == 1 ? 1 : sizeof(uint32_t), taken == 4, names[taken]) == 0) {
        taken++;
    }
    if (taken == 8 && (given.reader->busy || holders < 0 || tried < 0 || fewest < 0 || workers < 1 || !is_sound(&given) ||
                       !(given.rarest >= 0 && given.rarest <= 1 && given.least >= 0 && given.least <= 1))) {
        PyErr_SetString(PyExc_ValueError, "sharers: the columns do not fit together");
    } else if (taken == 8) {
        Bytes rows = {NULL, 0, 0};
        given.holders = (size_t)holders;
        given.tried = (size_t)tried;
        given.fewest = (size_t)fewest;
        given.workers = workers < MOST_WORKERS ? (size_t)workers : MOST_WORKERS;
        given.reader->busy = 1;
        room.thread = PyEval_SaveThread();
        int status = find_all_sharers(&given, &room, &rows);
        PyEval_RestoreThread(room.thread);
        room.thread = NULL;
        leave_all(&room);
        given.reader->busy = 0;
        raise_failure(status);
        result = status == 0 ? to_object(&rows) : NULL;
        release(&rows);
    }
    for (int i = 0; i < taken; i++) {
        PyBuffer_Release(views[i]);
    }
    return result;
}

PyDoc_STRVAR(hold_doc, "hold(texts, item, others, fewest)\n--\n\n"
"Choose, of others, those that hold an item: that which holds most, then that which adds most, as long as it adds ``fewest``\n"
"5-grams. Return the chosen ones, how many 5-grams of it they hold, and how many it has.");

static PyObject *
kernel_hold(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *capsule, *object, *result = NULL;
    unsigned int item, fewest;
    Py_buffer others;
    if (!PyArg_ParseTuple(args, "OIOI", &capsule, &item, &object, &fewest)) {
        return NULL;
    }
    Reader *reader = PyCapsule_GetPointer(capsule, reader_name);
    if (reader == NULL || take_compared(reader, item, object, &others) < 0) {
        return NULL;
    }
    Bytes holders = {NULL, 0, 0};
    uint32_t held = 0, all = 0;
    int status;
    reader->busy = 1;
    Py_BEGIN_ALLOW_THREADS
    status = hold(reader, item, &others, fewest, &holders, &held, &all);
    Py_END_ALLOW_THREADS
    reader->busy = 0;
    if (status == 0) {
        const char *chosen = holders.data == NULL ? "" : (const char *)holders.data;
        result = Py_BuildValue("y#II", chosen, (Py_ssize_t)holders.size, held, all);
    }
    raise_failure(status);
    release(&holders);
    PyBuffer_Release(&others);
    return result;
}

PyDoc_STRVAR(has_more_numerals_doc, "has_more_numerals(texts, item, others)\n--\n\n"
"Whether an item has numerals that the others lack, or may have, as one of them has decimal points.");

static PyObject *
kernel_has_more_numerals(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *capsule, *object;
    unsigned int item;
    Py_buffer others;
    if (!PyArg_ParseTuple(args, "OIO", &capsule, &item, &object)) {
        return NULL;
    }
    Reader *reader = PyCapsule_GetPointer(capsule, reader_name);
    if (reader == NULL || take_compared(reader, item, object, &others) < 0) {
        return NULL;
    }
    int status, result;
    reader->busy = 1;
    Py_BEGIN_ALLOW_THREADS
    status = has_more_numerals(reader, item, others.buf, (size_t)others.len / sizeof(uint32_t), &result);
    Py_END_ALLOW_THREADS
    reader->busy = 0;
    PyBuffer_Release(&others);
    raise_failure(status);
    return status < 0 ? NULL : PyBool_FromLong(result);
}

/* ---- the walk ---- */

static const char walk_name[] = "cleaner.neardup._kernel.walk";

static void
free_walk(Walk *walk)
{
    Py_buffer *views[] = {&walk->order, &walk->numbers, &walk->records, &walk->indices, &walk->firsts};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        PyBuffer_Release(views[i]); /* does nothing where nothing was taken */
    }
    for (size_t i = 0; i < BANDS; i++) {
        PyBuffer_Release(&walk->buckets[i]);
    }
    release_texts(&walk->texts);
    release_cache(&walk->cache);
    Py_XDECREF(walk->figures_of);
    Py_XDECREF(walk->template);
    Bytes *bytes[] = {&walk->nodes, &walk->candidates, &walk->rows,   &walk->kept,       &walk->figures,
                      &walk->found, &walk->listed,     &walk->capped, &walk->comparison.touched,
                      &walk->numerals.runs, &walk->other_numerals.runs, &walk->marks, &walk->other_marks};
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        release(bytes[i]);
    }
    release_map(&walk->figures_at);
    release_map(&walk->found_at);
    release_map(&walk->listed_at);
    release_map(&walk->capped_at);
    release_key(&walk->key);
    free(walk->comparison.slots);
    leave_all(&walk->room);
    Py_XDECREF(walk->room.giver);
    free(walk);
}

static void
destroy_walk(PyObject *capsule)
{
    free_walk(PyCapsule_GetPointer(capsule, walk_name));
}

/* Take the buckets of a band: room for the leaders of each, as many as it has members, MOST_LEADERS at most. */
static int
take_band(Walk *walk, size_t band, PyObject *given, size_t *slots)
{
    PyObject *numbers;
    Py_ssize_t used;
    if (!PyArg_ParseTuple(given, "nO", &used, &numbers) ||
        take_exactly(numbers, &walk->buckets[band], sizeof(uint32_t), walk->distinct, 0, "buckets") < 0) {
        return -1;
    }
    if (used < 0 || (size_t)used > walk->distinct) {
        PyErr_SetString(PyExc_ValueError, "walk: more buckets than keys");
        return -1;
    }
    size_t first = (size_t)walk->first_bucket[band], count = (size_t)used;
    uint32_t *starts = walk->starts[band] = get_room(&walk->room, count, sizeof *starts);
    if (starts == NULL) {
        return -1;
    }
    for (size_t i = 0; i < walk->distinct; i++) {
        uint32_t bucket = number_at(&walk->buckets[band], i);
        if (bucket == ALONE) {
            continue;
        }
        if (bucket >= count) {
            PyErr_SetString(PyExc_ValueError, "walk: a bucket beyond their count");
            return -1;
        }
        starts[bucket] += starts[bucket] < MOST_LEADERS;
        set_bit(walk->meets, i);
        let_go(&walk->room, i);
    }
    uint32_t room = 0;
    for (size_t bucket = 0; bucket < count; bucket++) {
        uint32_t members = starts[bucket];
        starts[bucket] = room;
        room += members;
    }
    walk->first_bucket[band + 1] = first + count;
    walk->first_slot[band] = *slots;
    *slots += room;
    return 0;
}

/* Take the buckets of all bands, one band after the other: who gives them may let go of each when the next is asked for. */
static int
take_buckets(Walk *walk, PyObject *buckets)
{
    PyObject *bands = PyObject_GetIter(buckets), *given;
    if (bands == NULL) {
        return -1;
    }
    size_t band = 0, slots = 0;
    walk->meets = get_room(&walk->room, walk->distinct / 8, 1);
    int status = walk->meets == NULL ? -1 : 0;
    while (status == 0 && band <= BANDS && (given = PyIter_Next(bands)) != NULL) {
        status = band < BANDS ? take_band(walk, band, given, &slots) : 0;
        band++;
        Py_DECREF(given);
    }
    Py_DECREF(bands);
    if (status < 0 || PyErr_Occurred()) {
        return -1;
    }
    if (band != BANDS) {
        PyErr_SetString(PyExc_ValueError, "walk: buckets must be (count, numbers), one a band");
        return -1;
    }
    walk->counts = get_room(&walk->room, (size_t)walk->first_bucket[BANDS], 1);
    walk->leaders = get_room(&walk->room, slots, sizeof *walk->leaders);
    return walk->room.failed ? -1 : 0;
}

static int
begin_walk(Walk *walk)
{
    walk->stamps = get_room(&walk->room, walk->distinct, sizeof *walk->stamps);
    walk->is_leader = get_room(&walk->room, walk->distinct / 8, 1);
    walk->comes_again = get_room(&walk->room, walk->distinct / 8, 1);
    uint8_t *came = get_room(&walk->room, walk->distinct / 8, 1);
    for (size_t i = 0; i < walk->items && !walk->room.failed; i++) {
        uint32_t number = number_at(&walk->numbers, i);
        if (bit(came, number)) {
            set_bit(walk->comes_again, number);
        }
        set_bit(came, number);
        let_go(&walk->room, i);
    }
    leave_room(&walk->room, came);
    return walk->room.failed ? -1 : 0;
}

PyDoc_STRVAR(walk_doc, "walk(order, numbers, records, indices, firsts, places, buckets, sources, table, by_line, threshold, references, "
"figures, template, room=None)\n--\n\nPrepare a walk over all paragraphs; ``walk_on`` does it.");

static PyObject *
kernel_walk(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *order, *numbers, *records, *indices, *firsts, *places, *buckets, *sources, *table, *figures, *template, *room = NULL;
    Py_ssize_t references;
    int by_line;
    double threshold;
    if (!PyArg_ParseTuple(args, "OOOOOOOOOpdnOO|O", &order, &numbers, &records, &indices, &firsts, &places, &buckets, &sources,
                          &table, &by_line, &threshold, &references, &figures, &template, &room)) {
        return NULL;
    }
    Walk *walk = calloc(1, sizeof *walk);
    if (walk == NULL) {
        return no_memory();
    }
    Py_INCREF(figures);
    Py_INCREF(template);
    Py_XINCREF(room);
    walk->room.giver = room;
    walk->figures_of = figures;
    walk->template = template;
    walk->threshold = threshold;
    walk->references = references > 0 ? (size_t)references : 0;
    if (take(order, &walk->order, sizeof(uint32_t), 0, "order") < 0) {
        goto failed;
    }
    walk->items = (size_t)walk->order.len / sizeof(uint32_t);
    if (take_exactly(numbers, &walk->numbers, sizeof(uint32_t), walk->items, 0, "numbers") < 0 ||
        take_exactly(records, &walk->records, sizeof(uint32_t), walk->items, 0, "records") < 0 ||
        take_exactly(indices, &walk->indices, sizeof(uint32_t), walk->items, 0, "indices") < 0 ||
        take(firsts, &walk->firsts, sizeof(uint32_t), 0, "firsts") < 0) {
        goto failed;
    }
    walk->distinct = (size_t)walk->firsts.len / sizeof(uint32_t);
    if (walk->items >= UINT32_MAX || !all_below(&walk->order, walk->items) || !all_below(&walk->firsts, walk->items) ||
        !all_below(&walk->numbers, walk->distinct)) {
        PyErr_SetString(PyExc_ValueError, "walk: a number beyond what is there");
        goto failed;
    }
    if (take_texts(&walk->texts, places, sources, table, by_line) < 0 || take_buckets(walk, buckets) < 0 || begin_walk(walk) < 0) {
        goto failed;
    }
    if ((size_t)walk->texts.places.len != walk->items * sizeof(uint64_t)) {
        PyErr_SetString(PyExc_ValueError, "walk: each paragraph needs one place");
        goto failed;
    }
    PyObject *capsule = PyCapsule_New(walk, walk_name, destroy_walk);
    if (capsule != NULL) {
        return capsule;
    }
failed:
    free_walk(walk);
    return NULL;
}

PyDoc_STRVAR(walk_on_doc, "walk_on(walk, stop)\n--\n\n"
"Decide paragraphs up to the rank ``stop``, and the rest of the record it is in; return the new rank and the rows (item, kept\n"
"item, kind, common grams, all grams), five numbers each.");

static PyObject *
kernel_walk_on(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *capsule;
    Py_ssize_t stop;
    if (!PyArg_ParseTuple(args, "On", &capsule, &stop)) {
        return NULL;
    }
    Walk *walk = PyCapsule_GetPointer(capsule, walk_name);
    if (walk == NULL) {
        return NULL;
    }
    if (walk->room.thread != NULL) {
        PyErr_SetString(PyExc_RuntimeError, "walk_on: this walk is under way");
        return NULL;
    }
    walk->rows.size = 0;
    walk->room.thread = PyEval_SaveThread();
    int status = walk_on(walk, stop > 0 ? (size_t)stop : 0);
    PyEval_RestoreThread(walk->room.thread);
    walk->room.thread = NULL;
    if (status < 0) {
        raise_failure(status);
        return NULL;
    }
    PyObject *rows = to_object(&walk->rows), *result = NULL;
    if (rows != NULL) {
        result = Py_BuildValue("nO", (Py_ssize_t)walk->rank, rows);
        Py_DECREF(rows);
    }
    return result;
}

PyDoc_STRVAR(capped_doc, "capped(walk)\n--\n\n"
"Return the families that were not compared whole: first item, paragraphs, leaders beyond the first, three numbers each.");

static PyObject *
kernel_capped(PyObject *module, PyObject *capsule)
{
    (void)module;
    Walk *walk = PyCapsule_GetPointer(capsule, walk_name);
    if (walk == NULL) {
        return NULL;
    }
    PyObject *result = to_object(&walk->capped);
    Capped *families = result == NULL ? NULL : (Capped *)(void *)PyBytes_AsString(result);
    for (size_t i = 0; families != NULL && i < walk->capped.size / sizeof *families; i++) {
        families[i].seed = number_at(&walk->firsts, families[i].seed);
    }
    return result;
}

PyDoc_STRVAR(overfull_doc, "overfull(walk)\n--\n\nReturn the items, of each distinct key the first, that were in an overfull bucket.");

static PyObject *
kernel_overfull(PyObject *module, PyObject *capsule)
{
    (void)module;
    Walk *walk = PyCapsule_GetPointer(capsule, walk_name);
    if (walk == NULL) {
        return NULL;
    }
    Bytes items = {NULL, 0, 0};
    int status = 0;
    for (size_t number = 0; walk->numeral_hashes != NULL && number < walk->distinct && status == 0; number++) {
        if (walk->numeral_hashes[number]) {
            status = append_u32(&items, number_at(&walk->firsts, number));
        }
    }
    PyObject *result = status < 0 ? no_memory() : to_object(&items);
    release(&items);
    return result;
}

/* ---- lines ---- */

static int
append_text(Bytes *bytes, const char *text)
{
    return append(bytes, text, strlen(text));
}

/* Write a row as a line of JSON; return 1 where its records have no ids of their own, or are references. */
static int
append_line(Bytes *lines, const Row *row, const Py_buffer *records, const Ids *ids, uint32_t first_own)
{
    static const char *const kinds[] = {"exact", "near", "template"};
    const uint32_t sides[] = {number_at(records, row->item), number_at(records, row->kept)};
    int template = row->kind == TEMPLATE, status = 0;
    if (sides[0] < first_own || sides[1] < first_own || !has_id(ids, sides[0]) || !has_id(ids, sides[1])) {
        return 1;
    }
    for (int side = 0; side < 2; side++) {
        uint64_t start = sides[side] ? ids->ends[sides[side] - 1] : 0;
        status |= append_text(lines, side ? template ? "},\"like\":{\"id\":" : "},\"kept\":{\"id\":"
                                          : template ? "{\"kept\":{\"id\":" : "{\"removed\":{\"id\":");
        status |= append(lines, ids->heap + start, (size_t)(ids->ends[sides[side]] - start));
    }
    char *share = PyOS_double_to_string((double)row->jaccard.common / (double)row->jaccard.all, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    if (share == NULL) {
        return -1;
    }
    status |= append_text(lines, "},\"kind\":\"") | append_text(lines, kinds[row->kind]) |
              append_text(lines, "\",\"jaccard\":") | append_text(lines, share) | append_text(lines, "}\n");
    PyMem_Free(share);
    return status < 0 ? -1 : 0;
}

static int
is_within(const Ids *ids, uint32_t record, size_t count, uint64_t size)
{
    return record < count && ids->ends[record] <= size && (record ? ids->ends[record - 1] : 0) <= ids->ends[record];
}

PyDoc_STRVAR(lines_doc, "lines(rows, start, records, ids, ends, first_own)\n--\n\n"
"Return rows of the walk, from ``start`` on, as lines of JSON, and the number of the row at which it stopped: one of which a\n"
"record has no id, or is below ``first_own``.");

static PyObject *
kernel_lines(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *objects[4], *result = NULL;
    Py_buffer views[4];
    Py_ssize_t start;
    unsigned int first_own;
    static const size_t sizes[] = {sizeof(Row), sizeof(uint32_t), 1, sizeof(uint64_t)};
    static const char *const names[] = {"rows", "records", "ids", "ends"};
    if (!PyArg_ParseTuple(args, "OnOOOI", &objects[0], &start, &objects[1], &objects[2], &objects[3], &first_own)) {
        return NULL;
    }
    int taken = 0;
    while (taken < 4 && take(objects[taken], &views[taken], taken ? sizes[taken] : sizeof(uint32_t), 0, names[taken]) == 0) {
        taken++;
    }
    size_t at = start > 0 ? (size_t)start : 0, count = taken == 4 ? (size_t)views[0].len / sizeof(Row) : 0;
    Bytes lines = {NULL, 0, 0};
    int status = taken == 4 ? 0 : -1;
    while (status == 0 && at < count) {
        const Row *row = (const Row *)views[0].buf + at;
        size_t items = (size_t)views[1].len / sizeof(uint32_t), known = (size_t)views[3].len / sizeof(uint64_t);
        Ids ids = {views[2].buf, views[3].buf};
        if (row->item >= items || row->kept >= items || row->kind > TEMPLATE ||
            !is_within(&ids, number_at(&views[1], row->item), known, (uint64_t)views[2].len) ||
            !is_within(&ids, number_at(&views[1], row->kept), known, (uint64_t)views[2].len)) {
            PyErr_SetString(PyExc_ValueError, "lines: a row names what is not there");
            status = -2;
            break;
        }
        status = append_line(&lines, row, &views[1], &ids, first_own);
        at += status == 0;
    }
    if (status >= 0) {
        PyObject *bytes = to_object(&lines);
        if (bytes != NULL) {
            result = Py_BuildValue("On", bytes, (Py_ssize_t)at);
            Py_DECREF(bytes);
        }
    } else if (taken == 4 && status == -1) {
        no_memory();
    }
    release(&lines);
    for (int i = 0; i < taken; i++) {
        PyBuffer_Release(&views[i]);
    }
    return result;
}

static PyMethodDef methods[] = {
    {"scan", kernel_scan, METH_VARARGS, scan_doc},
    {"fold", kernel_fold, METH_VARARGS, fold_doc},
    {"key", kernel_key, METH_VARARGS, key_doc},
    {"profiles", kernel_profiles, METH_VARARGS, profiles_doc},
    {"gram_hashes", kernel_gram_hashes, METH_O, gram_hashes_doc},
    {"shift", kernel_shift, METH_VARARGS, shift_doc},
    {"order_records", kernel_order_records, METH_VARARGS, order_records_doc},
    {"ends", kernel_ends, METH_VARARGS, ends_doc},
    {"places", kernel_places, METH_VARARGS, places_doc},
    {"order_items", kernel_order_items, METH_VARARGS, order_items_doc},
    {"distinct", kernel_distinct, METH_VARARGS, distinct_doc},
    {"group", kernel_group, METH_VARARGS, group_doc},
    {"texts", kernel_texts, METH_VARARGS, texts_doc},
    {"winnow", kernel_winnow, METH_VARARGS, winnow_doc},
    {"sharers", kernel_sharers, METH_VARARGS, sharers_doc},
    {"hold", kernel_hold, METH_VARARGS, hold_doc},
    {"has_more_numerals", kernel_has_more_numerals, METH_VARARGS, has_more_numerals_doc},
    {"walk", kernel_walk, METH_VARARGS, walk_doc},
    {"walk_on", kernel_walk_on, METH_VARARGS, walk_on_doc},
    {"capped", kernel_capped, METH_O, capped_doc},
    {"overfull", kernel_overfull, METH_O, overfull_doc},
    {"lines", kernel_lines, METH_VARARGS, lines_doc},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_kernel", "The near-duplicate kernel.", 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit__kernel(void)
{
    return PyModuleDef_Init(&definition);
}
