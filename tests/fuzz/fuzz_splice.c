/* Feeds the C core (src/native) with inputs of libFuzzer, and checks what it makes of them.
 *
 * The first bytes of an input choose what is around the pixel data, so that mutations get deep;
 * fuzz_seeds.py writes the same form. Numbers are little endian.
 *   JPEG: 0, number of blocks, MCUs (2), restart interval (2), first black MCU (2), how many (2),
 *         options, number of tables; for each block: component, DC table, AC table, black (2);
 *         for each table: a kind, and with kind 3 its counts and symbols; then the data.
 *   RLE:  1, rows (2), columns (2), a byte, number of rects; for each left, top, right, bottom (2);
 *         then the segment. */
#include "splice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MCUS = 4096, MOST_ROWS = 64, MOST_COLUMNS = 1024, MOST_RECTS = 4 };
enum { ALL_BLACK = 1, STUFF = 2, EVERY_OTHER = 4, ALL_ANEW = 8 };

static const uint8_t DC[] = {0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, /* T.81 K.3 */
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
static const uint8_t COMPLETE_DC[] = {0, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
static const uint8_t AC[] = {0, 2, 2, 2, 2, 3, 1, 1, 1, 1, 1, 0, 0, 3, 2, 0, /* nearly no gaps */
    1, 0, 2, 3, 0x11, 4, 0x12, 0x21, 0x31, 5, 6, 0xF0, 0x61, 0x0F, 0xF1, 0x13, 0x41, 0xE2, 0xFA,
    7, 0x30};

typedef struct {
    const uint8_t *at, *stop;
} input;

static unsigned byte(input *in)
{
    return in->at < in->stop ? *in->at++ : 0;
}

static unsigned two(input *in)
{
    unsigned low = byte(in);
    return low | byte(in) << 8;
}

static void fail(int line)
{
    fprintf(stderr, "line %d of fuzz_splice.c does not hold\n", line);
    abort();
}

#define check(holds) ((holds) ? (void)0 : fail(__LINE__))

static splice_table table(input *in)
{
    size_t left = (size_t)(in->stop - in->at);
    switch (byte(in) % 4) {
    case 0:
        return (splice_table){DC, sizeof DC};
    case 1:
        return (splice_table){COMPLETE_DC, sizeof COMPLETE_DC};
    case 2:
        return (splice_table){AC, sizeof AC};
    }
    left = left ? left - 1 : 0;
    splice_table own = {in->at, left < 16 ? left : 16};
    for (unsigned i = 0; i < 16 && left >= 16; i++)
        own.size += in->at[i];
    own.size = own.size < left ? own.size : left;
    in->at += own.size;
    return own;
}

/* Stuff the data, but for restart markers. */
static splice_bytes stuffed(input *in)
{
    splice_bytes data = {0};
    for (; in->at < in->stop; in->at++) {
        int is_restart = in->at + 1 < in->stop && (in->at[1] & 0xF8) == 0xD0;
        check(splice_append(&data, in->at, 1));
        check(*in->at != 0xFF || is_restart || splice_append(&data, "", 1));
    }
    return data;
}

/* What was done once has nothing left to do. */
static void once_is_enough(splice_scan scan, const splice_bytes *done)
{
    splice_bytes again = {0};
    uint32_t lacking[SPLICE_MOST_TABLES];
    memcpy(scan.old, scan.new, sizeof scan.old);
    for (size_t b = 0; b < scan.number_of_blocks; b++)
        scan.blocks[b].all = 0;
    scan.data = done->at;
    scan.size = done->used;
    check(splice_jpeg(&scan, &again, lacking) == SPLICE_DONE);
    check(again.used == done->used && !memcmp(again.at, done->at, done->used));
    free(again.at);
}

static void jpeg(input *in)
{
    splice_scan scan = {0};
    uint32_t lacking[SPLICE_MOST_TABLES];
    scan.number_of_blocks = byte(in) % 10 + 1;
    scan.mcus = two(in) % MOST_MCUS + 1;
    scan.restart_interval = two(in);
    size_t first = two(in), many = two(in);
    unsigned options = byte(in);
    scan.number_of_tables = byte(in) % SPLICE_MOST_TABLES + 1;
    for (size_t b = 0; b < scan.number_of_blocks; b++) {
        splice_block *block = &scan.blocks[b];
        block->component = (uint8_t)(byte(in) % 5);
        block->dc = (uint8_t)(byte(in) % (SPLICE_MOST_TABLES + 1));
        block->ac = (uint8_t)(byte(in) % (SPLICE_MOST_TABLES + 1));
        block->black = (int16_t)two(in) * (options & 64 ? 65536 : 1);
        block->all = (options & ALL_ANEW) != 0;
    }
    for (size_t i = 0; i < scan.number_of_tables; i++)
        scan.old[i] = scan.new[i] = table(in);
    size_t number = scan.mcus * scan.number_of_blocks;
    uint8_t *black = calloc(number, 1);
    check(black != NULL);
    for (size_t i = 0; i < number; i++) {
        size_t mcu = i / scan.number_of_blocks;
        black[i] = options & ALL_BLACK || (mcu >= first && mcu - first < many);
        black[i] = (uint8_t)(black[i] && !(options & EVERY_OTHER && mcu % 2));
    }
    scan.black = black;
    /* A copy of the exact size, so that a byte too far is seen. */
    splice_bytes data = {0};
    if (options & STUFF)
        data = stuffed(in);
    else
        check(splice_append(&data, in->at, (size_t)(in->stop - in->at)));
    uint8_t *exact = malloc(data.used + !data.used);
    check(exact != NULL);
    if (data.used)
        memcpy(exact, data.at, data.used);
    scan.data = exact;
    scan.size = data.used;

    splice_bytes out = {0};
    splice_status status = splice_jpeg(&scan, &out, lacking);
    if (status == SPLICE_LACKING) {
        int has_end_of_blocks = 1;
        for (size_t b = 0; b < scan.number_of_blocks; b++) {
            has_end_of_blocks &= !lacking[scan.blocks[b].ac];
            if (lacking[scan.blocks[b].dc]) {
                scan.new[scan.blocks[b].dc] = (splice_table){COMPLETE_DC, sizeof COMPLETE_DC};
                scan.blocks[b].all = 1;
            }
        }
        if (has_end_of_blocks) {
            out.used = 0;
            status = splice_jpeg(&scan, &out, lacking);
            /* Intervals that were copied unread are now read. */
            check(status == SPLICE_DONE || status == SPLICE_LACKING || scan.restart_interval);
        }
    }
    if (status == SPLICE_DONE)
        once_is_enough(scan, &out);
    free(out.at);
    free(exact);
    free(data.at);
    free(black);
}

/* Unpack with another reader than the core's. Return how many bytes. */
static size_t unpacked(const uint8_t *segment, size_t size, uint8_t *to, size_t room)
{
    size_t used = 0;
    for (size_t at = 0; at < size && used < room;) {
        int8_t header = (int8_t)segment[at++];
        int many = header == -128 ? 0 : header < 0 ? 1 - header : header + 1;
        for (int i = 0; i < many && used < room && at < size; i++)
            to[used++] = header < 0 ? segment[at] : segment[at++];
        at += header < 0 && header != -128;
    }
    return used;
}

static void rle(input *in)
{
    static uint8_t before[MOST_ROWS * MOST_COLUMNS], after[MOST_ROWS * MOST_COLUMNS];
    size_t rows = two(in) % MOST_ROWS + 1, columns = two(in) % MOST_COLUMNS + 1;
    uint8_t value = (uint8_t)byte(in);
    size_t number = byte(in) % (MOST_RECTS + 1);
    splice_rect rects[MOST_RECTS];
    for (size_t i = 0; i < number; i++) {
        int32_t c[4];
        for (size_t j = 0; j < 4; j++)
            c[j] = (int16_t)two(in);
        rects[i] = (splice_rect){c[0], c[1], c[2], c[3]};
    }
    size_t size = (size_t)(in->stop - in->at);
    uint8_t *exact = malloc(size + !size);
    check(exact != NULL);
    if (size)
        memcpy(exact, in->at, size);
    splice_bytes out = {0}, again = {0};
    if (splice_rle(exact, size, rows, columns, rects, number, value, &out) == SPLICE_DONE) {
        check(unpacked(exact, size, before, rows * columns) == rows * columns);
        check(unpacked(out.at, out.used, after, rows * columns) == rows * columns);
        for (size_t i = 0; i < rows * columns; i++) {
            int32_t y = (int32_t)(i / columns), x = (int32_t)(i % columns);
            for (size_t r = 0; r < number; r++)
                if (x >= rects[r].left && x < rects[r].right && y >= rects[r].top
                    && y < rects[r].bottom)
                    before[i] = value;
            check(before[i] == after[i]);
        }
        check(splice_rle(out.at, out.used, rows, columns, rects, number, value, &again)
            == SPLICE_DONE);
        check(again.used == out.used && !memcmp(again.at, out.at, out.used));
    }
    free(again.at);
    free(out.at);
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, data + size};
    if (byte(&in) % 2)
        rle(&in);
    else
        jpeg(&in);
    return 0;
}

#ifdef WITHOUT_LIBFUZZER
/* Run the inputs that are named, once each. */
int main(int number, char **names)
{
    static uint8_t input[1 << 16];
    for (int i = 1; i < number; i++) {
        FILE *file = fopen(names[i], "rb");
        check(file != NULL);
        size_t size = fread(input, 1, sizeof input, file);
        fclose(file);
        LLVMFuzzerTestOneInput(input, size);
    }
    return 0;
}
#endif
