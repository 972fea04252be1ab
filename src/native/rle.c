/* The rows of an RLE segment (PS3.5 Annex G: PackBits, each row packed on its own). */
#include "splice.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 128, SHORTEST_RUN = 3 };

/* Find the end of a row, and how many bytes it holds; put them into `line` unless that is NULL.
 * Runs are G.3.1: 0..127 is 1..128 bytes as they are, 129..255 a byte 128..2 times. */
static splice_status read_row(
    const uint8_t *segment, size_t size, size_t *at, size_t columns, uint8_t *line)
{
    for (size_t done = 0; done < columns;) {
        if (*at >= size)
            return SPLICE_CUT_SHORT;
        unsigned header = segment[*at];
        size_t length = header < MOST ? header + 1 : header > MOST ? 257 - header : 0;
        size_t step = header < MOST ? 1 + length : header > MOST ? 2 : 1;
        if (step > size - *at)
            return SPLICE_CUT_SHORT;
        if (length > columns - done)
            return SPLICE_CROSSING;
        if (line && header < MOST)
            memcpy(line + done, segment + *at + 1, length);
        else if (line && length)
            memset(line + done, segment[*at + 1], length);
        done += length;
        *at += step;
    }
    return SPLICE_DONE;
}

static int fill(uint8_t *line, size_t row, size_t columns, const splice_rect *rects, size_t number,
    uint8_t value)
{
    int changes = 0;
    for (size_t i = 0; i < number; i++) {
        if ((int64_t)row < rects[i].top || (int64_t)row >= rects[i].bottom)
            continue;
        size_t left = rects[i].left > 0 ? (size_t)rects[i].left : 0;
        size_t right = rects[i].right > 0 ? (size_t)rects[i].right : 0;
        for (size_t x = left; x < right && x < columns; x++) {
            changes |= line[x] != value;
            line[x] = value;
        }
    }
    return changes;
}

static int is_met(size_t row, const splice_rect *rects, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if ((int64_t)row >= rects[i].top && (int64_t)row < rects[i].bottom)
            return 1;
    return 0;
}

static size_t run_at(const uint8_t *line, size_t from, size_t columns)
{
    size_t stop = from + 1;
    while (stop < columns && stop - from < MOST && line[stop] == line[from])
        stop++;
    return stop - from;
}

/* Append a row: three or more of a byte as a run, all else as it is, two alone as a run (G.3.1). */
static int pack_row(const uint8_t *line, size_t columns, splice_bytes *out)
{
    for (size_t at = 0; at < columns;) {
        size_t length = run_at(line, at, columns);
        int is_run = length >= SHORTEST_RUN;
        if (!is_run) {
            length = 1;
            while (at + length < columns && length < MOST
                && !(at + length + 2 < columns && line[at + length] == line[at + length + 1]
                    && line[at + length] == line[at + length + 2]))
                length++;
            is_run = length == 2 && line[at] == line[at + 1];
        }
        uint8_t header = (uint8_t)(is_run ? 257 - length : length - 1);
        if (!splice_append(out, &header, 1)
            || !splice_append(out, line + at, is_run ? 1 : length))
            return 0;
        at += length;
    }
    return 1;
}

splice_status splice_rle(const uint8_t *segment, size_t size, size_t rows, size_t columns,
    const splice_rect *rects, size_t number, uint8_t value, splice_bytes *out)
{
    splice_status status = SPLICE_DONE;
    size_t at = 0, copied = 0;
    int changes = 0;
    /* A run holds 128 bytes at most, in 2. */
    if (!rows || !columns || rows > size * (MOST / 2) / columns)
        return SPLICE_CUT_SHORT;
    uint8_t *line = malloc(columns);
    if (!line || !splice_reserve(out, size + 2))
        status = SPLICE_NO_MEMORY;
    for (size_t row = 0; row < rows && status == SPLICE_DONE; row++) {
        size_t start = at;
        int met = is_met(row, rects, number);
        status = read_row(segment, size, &at, columns, met ? line : NULL);
        if (status != SPLICE_DONE || !met || !fill(line, row, columns, rects, number, value))
            continue;
        changes = 1;
        if (!splice_append(out, segment + copied, start - copied) || !pack_row(line, columns, out))
            status = SPLICE_NO_MEMORY;
        copied = at;
    }
    free(line);
    if (status != SPLICE_DONE)
        return status;
    /* An even number of bytes (G.3.1); what comes after the last row goes if any row changes. */
    if (!splice_append(out, segment + copied, (changes ? at : size) - copied)
        || (changes && out->used % 2 && !splice_append(out, "", 1)))
        return SPLICE_NO_MEMORY;
    return SPLICE_DONE;
}
