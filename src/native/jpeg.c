/* The entropy-coded data of a sequential Huffman JPEG (ITU-T T.81 F.1.2 and F.2.2).
 *
 * Each restart interval is freed of its stuffing, walked block by block, and written as runs of
 * old bits with new codes between them. Coefficients are skipped, never decoded. */
#include "splice.h"

#include <stdlib.h>
#include <string.h>

enum {
    WINDOW = 12,               /* bits that a lookup sees; longer codes are found one by one */
    WINDOWS = 1 << WINDOW,
    LONGEST_CODE = 16,
    LAST_COEFFICIENT = 63,
    LARGEST_DC_CATEGORY = 15,
    END_OF_BLOCK = 0x00,
    ZERO_RUN = 0xF0,
    TAKEN_BITS = 5,            /* an entry: what it takes << 5 | its bits, code and value */
    TAKEN_MASK = (1 << TAKEN_BITS) - 1,
    ENDS = 128,                /* added to the coefficients of what ends with an end of block */
    NOTHING = 255 << TAKEN_BITS, /* no code, a longer one, or a symbol that means nothing */
    /* A block takes 64 symbols of 31 bits at most, and a refill looks 8 bytes ahead. */
    PAST_END = 64 * 31 / 8 + 1 + 8 + 7,
    OUT_OF_RANGE = 31
};

typedef struct {
    uint16_t one[WINDOWS];     /* what the first symbol of a window takes */
    uint16_t many[WINDOWS];    /* what all symbols take that a window holds whole (AC only) */
    uint32_t limit[LONGEST_CODE + 1]; /* of 16 bits: codes so long, or shorter, are below it */
    uint32_t start[LONGEST_CODE + 1]; /* the first code so long */
    size_t place[LONGEST_CODE + 1];   /* where its symbol is */
    const uint8_t *symbols;
} lookup;

typedef struct {
    uint16_t code[256];
    uint8_t length[256];       /* 0 where a symbol has no code */
} codes;

typedef struct {
    uint64_t window;           /* the next bits, from its highest on */
    unsigned left;             /* how many of them count */
    const uint8_t *next;
} reader;

typedef struct {
    splice_bytes bytes;
    uint64_t held;             /* the last bits, not yet written */
    unsigned holds;            /* how many, < 32 */
} writer;

typedef struct {
    const splice_scan *scan;
    lookup *old;
    codes *new;
    uint8_t *bits;             /* an interval without stuffing, and PAST_END zeros */
    writer fresh;
    uint32_t *lacking;
    int all;                   /* some block is coded anew in every MCU */
} job;

/* ---- tables (T.81 Annex C) ---- */

/* Return what a symbol takes: for DC its category and the code alone (F.1.2.1), for AC its
 * coefficients, and the bits of code and value (F.1.2.2). */
static unsigned taken(unsigned symbol, unsigned length, int is_ac)
{
    if (!is_ac)
        return symbol <= LARGEST_DC_CATEGORY ? symbol << TAKEN_BITS | length : NOTHING;
    if (symbol == END_OF_BLOCK)
        return ENDS << TAKEN_BITS | length;
    if (symbol & 15 || symbol == ZERO_RUN)
        return ((symbol >> 4) + 1) << TAKEN_BITS | (length + (symbol & 15));
    return NOTHING;
}

static void look_further(lookup *t)
{
    for (unsigned w = 0; w < WINDOWS; w++) {
        unsigned sofar = t->one[w];
        while (sofar < ENDS << TAKEN_BITS && (sofar & TAKEN_MASK) < WINDOW) {
            unsigned following = t->one[w << (sofar & TAKEN_MASK) & (WINDOWS - 1)];
            unsigned bits = (sofar & TAKEN_MASK) + (following & TAKEN_MASK);
            unsigned together = sofar + following;
            if (following == NOTHING || bits > WINDOW
                || (together >> TAKEN_BITS) % ENDS >= LAST_COEFFICIENT)
                break;
            sofar = together;
        }
        t->many[w] = (uint16_t)sofar;
    }
}

/* Fill a lookup, or the codes, from a table. Of a symbol's codes the first is the one to write. */
static splice_status read_table(splice_table from, int is_ac, lookup *t, codes *c)
{
    uint32_t code = 0;
    size_t place = LONGEST_CODE;
    if (from.size < LONGEST_CODE)
        return SPLICE_MISUSED;
    if (t)
        for (unsigned w = 0; w < WINDOWS; w++)
            t->one[w] = NOTHING;
    for (unsigned length = 1; length <= LONGEST_CODE; length++) {
        unsigned count = from.at[length - 1];
        code <<= 1;
        if (code + count > 1u << length)
            return SPLICE_CODES;
        if (count > from.size - place)
            return SPLICE_MISUSED;
        if (t) {
            t->start[length] = code;
            t->place[length] = place;
            t->limit[length] = (code + count) << (LONGEST_CODE - length);
        }
        for (; count; count--, code++, place++) {
            unsigned symbol = from.at[place];
            if (c && !c->length[symbol]) {
                c->code[symbol] = (uint16_t)code;
                c->length[symbol] = (uint8_t)length;
            }
            if (t && length <= WINDOW)
                for (unsigned i = 0; i < 1u << (WINDOW - length); i++)
                    t->one[(code << (WINDOW - length)) + i] = (uint16_t)taken(symbol, length, is_ac);
        }
    }
    if (t && is_ac)
        look_further(t);
    if (t)
        t->symbols = from.at;
    return SPLICE_DONE;
}

/* Return what the first symbol of 16 bits takes (F.2.2.3). */
static unsigned long_code(const lookup *t, unsigned bits, int is_ac)
{
    for (unsigned length = 1; length <= LONGEST_CODE; length++)
        if (bits < t->limit[length]) {
            unsigned nth = (bits >> (LONGEST_CODE - length)) - t->start[length];
            return taken(t->symbols[t->place[length] + nth], length, is_ac);
        }
    return NOTHING;
}

/* ---- reading bits ---- */

static inline uint64_t load(const uint8_t *p)
{
    return (uint64_t)p[0] << 56 | (uint64_t)p[1] << 48 | (uint64_t)p[2] << 40
        | (uint64_t)p[3] << 32 | (uint64_t)p[4] << 24 | (uint64_t)p[5] << 16
        | (uint64_t)p[6] << 8 | (uint64_t)p[7];
}

/* Have at least 56 bits in the window. */
static inline void refill(reader *r)
{
    r->window |= load(r->next) >> r->left;
    r->next += (63 - r->left) >> 3;
    r->left |= 56;
}

static inline void skip(reader *r, unsigned bits)
{
    r->window <<= bits;
    r->left -= bits;
}

static inline size_t position(const reader *r, const uint8_t *from)
{
    return (size_t)(r->next - from) * 8 - r->left;
}

static inline unsigned first_symbol(const lookup *t, const reader *r, int is_ac)
{
    unsigned entry = t->one[r->window >> (64 - WINDOW)];
    return entry != NOTHING ? entry
                            : long_code(t, (unsigned)(r->window >> (64 - LONGEST_CODE)), is_ac);
}

/* Read a DC difference (F.2.2.1). Return 0 where no code is. */
static inline int read_dc(reader *r, const lookup *t, int32_t *difference)
{
    refill(r);
    unsigned entry = first_symbol(t, r, 0);
    if (entry == NOTHING)
        return 0;
    unsigned category = entry >> TAKEN_BITS;
    skip(r, entry & TAKEN_MASK);
    int32_t value = (int32_t)(r->window >> 32 >> (32 - category));
    *difference = category && !(value >> (category - 1)) ? value - (1 << category) + 1 : value;
    skip(r, category);
    return 1;
}

/* Skip the AC coefficients of a block (F.2.2.2). Return how many of them are coded, plus ENDS if
 * an end of block comes after them; 0 where they are broken. */
static inline unsigned skip_ac(reader *r, const lookup *t)
{
    unsigned coded = 0;
    for (;;) {
        refill(r);
        unsigned entry = t->many[r->window >> (64 - WINDOW)];
        unsigned after = coded + (entry >> TAKEN_BITS);
        if (after > LAST_COEFFICIENT && after - ENDS >= LAST_COEFFICIENT) {
            /* It may hold more than the rest of this block. */
            entry = first_symbol(t, r, 1);
            after = coded + (entry >> TAKEN_BITS);
            if (after > LAST_COEFFICIENT && after != coded + ENDS)
                return 0;
        }
        skip(r, entry & TAKEN_MASK);
        if (after >= LAST_COEFFICIENT)
            return after;
        coded = after;
    }
}

/* ---- writing bits ---- */

/* Append up to 32 bits; there has to be room for 4 bytes. */
static inline void put(writer *w, uint32_t bits, unsigned number)
{
    w->held = w->held << number | bits;
    w->holds += number;
    if (w->holds >= 32) {
        uint8_t *at = w->bytes.at + w->bytes.used;
        w->holds -= 32;
        uint32_t whole = (uint32_t)(w->held >> w->holds);
        at[0] = (uint8_t)(whole >> 24);
        at[1] = (uint8_t)(whole >> 16);
        at[2] = (uint8_t)(whole >> 8);
        at[3] = (uint8_t)whole;
        w->bytes.used += 4;
    }
}

/* Append bits start <= i < stop. */
static int copy(writer *w, const uint8_t *bits, size_t start, size_t stop)
{
    if (!splice_reserve(&w->bytes, (stop - start) / 8 + 8))
        return 0;
    for (; stop - start >= 32; start += 32)
        put(w, (uint32_t)(load(bits + start / 8) >> (32 - start % 8)), 32);
    unsigned rest = (unsigned)(stop - start);
    if (rest)
        put(w, (uint32_t)(load(bits + start / 8) << start % 8 >> (64 - rest)), rest);
    return 1;
}

/* Append a DC difference (F.1.2.1), and an end of block where `ac` has one. Note what is lacking.
 * Return 0 if there is no memory. */
static int put_block(
    job *j, const splice_block *block, int64_t difference, const codes *dc, const codes *ac)
{
    unsigned category = 0;
    for (int64_t rest = difference < 0 ? -difference : difference; rest; rest >>= 1)
        category++;
    if (ac && !ac->length[END_OF_BLOCK])
        j->lacking[block->ac] |= 1u << END_OF_BLOCK;
    if (category > LARGEST_DC_CATEGORY || !dc->length[category]) {
        j->lacking[block->dc] |= 1u << (category < OUT_OF_RANGE ? category : OUT_OF_RANGE);
        return 1;
    }
    if (!splice_reserve(&j->fresh.bytes, 12))
        return 0;
    int64_t value = difference < 0 ? difference + (1 << category) - 1 : difference;
    put(&j->fresh, dc->code[category], dc->length[category]);
    put(&j->fresh, (uint32_t)value, category);
    if (ac)
        put(&j->fresh, ac->code[END_OF_BLOCK], ac->length[END_OF_BLOCK]);
    return 1;
}

/* Fill the last byte with ones (F.1.2.3), and append all to `out`, stuffed (B.1.1.5). */
static int flush(writer *w, splice_bytes *out)
{
    if (!splice_reserve(&w->bytes, 8))
        return 0;
    put(w, 0x7F >> (7 - (32 - w->holds) % 8), (32 - w->holds) % 8);
    for (; w->holds; w->holds -= 8)
        w->bytes.at[w->bytes.used++] = (uint8_t)(w->held >> (w->holds - 8));
    const uint8_t *at = w->bytes.at, *stop = at + w->bytes.used;
    while (at < stop) {
        const uint8_t *ff = memchr(at, 0xFF, (size_t)(stop - at));
        size_t run = (size_t)((ff ? ff + 1 : stop) - at);
        if (!splice_append(out, at, run) || (ff && !splice_append(out, "", 1)))
            return 0;
        at += run;
    }
    w->bytes.used = 0;
    w->held = 0;
    return 1;
}

/* ---- intervals ---- */

/* Free an interval of its stuffing. Return 0 if something else comes after a 0xFF. */
static int unstuff(uint8_t *bits, const uint8_t *data, size_t size, size_t *used)
{
    const uint8_t *at = data, *stop = data + size;
    uint8_t *to = bits;
    while (at < stop) {
        const uint8_t *ff = memchr(at, 0xFF, (size_t)(stop - at));
        size_t run = (size_t)((ff ? ff + 1 : stop) - at);
        memcpy(to, at, run);
        to += run;
        at += run;
        if (ff && (at == stop || *at++))
            return 0;
    }
    memset(to, 0, PAST_END);
    *used = (size_t)(to - bits);
    return 1;
}

/* Append an interval of so many MCUs, which starts anew to predict DC (F.1.1.5.1). */
static splice_status splice_interval(
    job *j, const uint8_t *data, size_t size, const uint8_t *black, size_t mcus, splice_bytes *out)
{
    const splice_scan *scan = j->scan;
    size_t number = scan->number_of_blocks, used, copied = 0, at = 0;
    int64_t dc_old[SPLICE_MOST_COMPONENTS] = {0}, dc_new[SPLICE_MOST_COMPONENTS] = {0};
    int changes = 0;

    if (!j->all && !memchr(black, 1, mcus * number))
        return splice_append(out, data, size) ? SPLICE_DONE : SPLICE_NO_MEMORY;
    if (!unstuff(j->bits, data, size, &used))
        return SPLICE_BROKEN;
    reader r = {0, 0, j->bits};
    for (size_t i = 0; i < mcus * number;) {
        for (size_t b = 0; b < number; b++, i++) {
            const splice_block *block = &scan->blocks[b];
            int64_t *was = &dc_old[block->component], *is = &dc_new[block->component];
            size_t start = at;
            int32_t difference;
            if (!read_dc(&r, &j->old[block->dc], &difference))
                return SPLICE_BROKEN;
            size_t coefficients = position(&r, j->bits);
            unsigned coded = skip_ac(&r, &j->old[block->ac]);
            if (!coded)
                return SPLICE_BROKEN;
            at = position(&r, j->bits);
            if (at > used * 8)
                return SPLICE_CUT_SHORT;
            *was += difference;
            int64_t wanted = black[i] == 1 ? block->black : *was;
            int64_t anew = wanted - *is;
            *is = wanted;
            int empties = black[i] == 1 && coded != ENDS;
            if (anew == difference && !empties && !block->all)
                continue;
            const codes *ac = black[i] == 1 ? &j->new[block->ac] : NULL;
            if (!copy(&j->fresh, j->bits, copied, start)
                || !put_block(j, block, anew, &j->new[block->dc], ac))
                return SPLICE_NO_MEMORY;
            copied = ac ? at : coefficients;
            changes = 1;
        }
    }
    if (!changes)
        return splice_append(out, data, size) ? SPLICE_DONE : SPLICE_NO_MEMORY;
    return copy(&j->fresh, j->bits, copied, at) && flush(&j->fresh, out) ? SPLICE_DONE
                                                                         : SPLICE_NO_MEMORY;
}

/* Return where an RSTm marker starts, its fill bytes before it (B.1.1.2), or `stop`. */
static const uint8_t *find_restart(const uint8_t *at, const uint8_t *stop, const uint8_t **after)
{
    while (at < stop && (at = memchr(at, 0xFF, (size_t)(stop - at)))) {
        const uint8_t *code = at;
        while (code < stop && *code == 0xFF)
            code++;
        if (code < stop && (*code & 0xF8) == 0xD0) {
            *after = code + 1;
            return at;
        }
        at = code;
    }
    *after = stop;
    return stop;
}

static splice_status splice_intervals(job *j, splice_bytes *out)
{
    const splice_scan *scan = j->scan;
    const uint8_t *at = scan->data, *stop = at + scan->size, *after;
    size_t length = scan->restart_interval ? scan->restart_interval : scan->mcus;
    size_t done = 0;
    for (unsigned number = 0;; number++) {
        const uint8_t *end = find_restart(at, stop, &after);
        size_t mcus = scan->mcus - done < length ? scan->mcus - done : length;
        const uint8_t *black = scan->black + done * scan->number_of_blocks;
        splice_status status = splice_interval(j, at, (size_t)(end - at), black, mcus, out);
        if (status != SPLICE_DONE)
            return status;
        done += mcus;
        if ((end == stop) != (done == scan->mcus))
            return SPLICE_RESTARTS;
        if (end == stop)
            return SPLICE_DONE;
        if (after[-1] != 0xD0 + number % 8)
            return SPLICE_ORDER;
        if (!splice_append(out, end, (size_t)(after - end)))
            return SPLICE_NO_MEMORY;
        at = after;
    }
}

static splice_status prepare(job *j, int is_ac[SPLICE_MOST_TABLES])
{
    const splice_scan *scan = j->scan;
    size_t tables = scan->number_of_tables, blocks = scan->number_of_blocks;
    if (!scan->mcus || !blocks || blocks > SPLICE_MOST_BLOCKS || tables > SPLICE_MOST_TABLES
        || scan->mcus > SIZE_MAX / SPLICE_MOST_BLOCKS || scan->size > SIZE_MAX / 16)
        return SPLICE_MISUSED;
    for (size_t b = 0; b < blocks; b++) {
        const splice_block *block = &scan->blocks[b];
        if (block->dc >= tables || block->ac >= tables
            || block->component >= SPLICE_MOST_COMPONENTS)
            return SPLICE_MISUSED;
        is_ac[block->ac] = 1;
        j->all |= block->all;
    }
    for (size_t b = 0; b < blocks; b++)
        if (is_ac[scan->blocks[b].dc])
            return SPLICE_MISUSED;
    return SPLICE_DONE;
}

splice_status splice_jpeg(
    const splice_scan *scan, splice_bytes *out, uint32_t lacking[SPLICE_MOST_TABLES])
{
    job j = {.scan = scan, .lacking = lacking};
    int is_ac[SPLICE_MOST_TABLES] = {0};
    memset(lacking, 0, SPLICE_MOST_TABLES * sizeof *lacking);
    splice_status status = prepare(&j, is_ac);
    if (status != SPLICE_DONE)
        return status;
    j.old = malloc((scan->number_of_tables + 1) * sizeof *j.old);
    j.new = calloc(scan->number_of_tables + 1, sizeof *j.new);
    j.bits = malloc(scan->size + PAST_END);
    if (!j.old || !j.new || !j.bits || !splice_reserve(out, scan->size + scan->size / 16 + 64))
        status = SPLICE_NO_MEMORY;
    for (size_t i = 0; i < scan->number_of_tables && status == SPLICE_DONE; i++)
        status = read_table(scan->old[i], is_ac[i], &j.old[i], NULL);
    for (size_t i = 0; i < scan->number_of_tables && status == SPLICE_DONE; i++)
        status = read_table(scan->new[i], is_ac[i], NULL, &j.new[i]);
    if (status == SPLICE_DONE)
        status = splice_intervals(&j, out);
    for (size_t i = 0; i < scan->number_of_tables && status == SPLICE_DONE; i++)
        if (lacking[i])
            status = SPLICE_LACKING;
    free(j.old);
    free(j.new);
    free(j.bits);
    free(j.fresh.bytes.at);
    return status;
}
