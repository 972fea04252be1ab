/* Replaces some blocks or rows of a compressed frame, and copies the bits of all others.
 *
 * No Python in here, no global state. Whatever the input: nothing is read or written out of
 * bounds, no loop is longer than the input says, and no more is allocated than a small multiple
 * of the input and of what is to be replaced. */
#ifndef SCRUB_SPLICE_H
#define SCRUB_SPLICE_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    SPLICE_DONE,
    SPLICE_LACKING,    /* a table lacks codes that black needs */
    SPLICE_CROSSING,   /* an RLE run crosses the end of a row */
    SPLICE_NO_MEMORY,
    SPLICE_MISUSED,    /* arguments that do not go together */
    SPLICE_BROKEN,
    SPLICE_CUT_SHORT,
    SPLICE_RESTARTS,   /* restart markers missing, or too many */
    SPLICE_ORDER,      /* restart markers out of order */
    SPLICE_CODES       /* a table with more codes than fit their lengths */
} splice_status;

/* Bytes that grow: allocated by the callee, freed by the caller, also after an error. */
typedef struct {
    uint8_t *at;
    size_t used, room;
} splice_bytes;

enum { SPLICE_MOST_TABLES = 8, SPLICE_MOST_BLOCKS = 64, SPLICE_MOST_COMPONENTS = 4 };

/* A Huffman table as DHT has it (T.81 B.2.4.2): 16 counts, then the symbols. */
typedef struct {
    const uint8_t *at;
    size_t size;
} splice_table;

/* How one block of an MCU is coded: its component, which tables, and the quantized DC of black.
 * With `all`, its DC is coded anew in every MCU. */
typedef struct {
    uint8_t component, dc, ac, all;
    int32_t black;
} splice_block;

/* One scan. `black` is MCUs x blocks of an MCU, in the order of coding, 1 where a block is to be
 * black. `restart_interval` is in MCUs, 0 for none. Tables are those that the data are coded with
 * (`old`) and those to code with (`new`), which have all codes of the old ones; but for a `new`
 * DC table of other codes, all of whose blocks have `all`. */
typedef struct {
    const uint8_t *data;
    size_t size;
    const uint8_t *black;
    size_t mcus;
    size_t restart_interval;
    splice_block blocks[SPLICE_MOST_BLOCKS];
    size_t number_of_blocks;
    splice_table old[SPLICE_MOST_TABLES], new[SPLICE_MOST_TABLES];
    size_t number_of_tables;
} splice_scan;

/* Write the scan's data with the black blocks replaced. Where codes are lacking, set a bit for
 * each in the mask of the table: DC categories (bit 31: beyond all categories), 0 for an end of
 * block. */
splice_status splice_jpeg(
    const splice_scan *scan, splice_bytes *out, uint32_t lacking[SPLICE_MOST_TABLES]);

/* Pixels left <= x < right, top <= y < bottom. */
typedef struct {
    int32_t left, top, right, bottom;
} splice_rect;

/* Write an RLE segment (PS3.5 G.3) with a byte in the rects; rows without a change are copied. */
splice_status splice_rle(const uint8_t *segment, size_t size, size_t rows, size_t columns,
    const splice_rect *rects, size_t number, uint8_t value, splice_bytes *out);

/* For both: make room for so many more bytes, and append bytes for which there may be none. */
int splice_reserve(splice_bytes *bytes, size_t more);
int splice_append(splice_bytes *bytes, const void *from, size_t size);

#endif
