/* Bytes that grow. */
#include "splice.h"

#include <stdlib.h>
#include <string.h>

int splice_reserve(splice_bytes *bytes, size_t more)
{
    if (bytes->room - bytes->used >= more)
        return 1;
    if (more > SIZE_MAX / 2 - bytes->room)
        return 0;
    size_t room = bytes->room + bytes->room / 2 + more;
    uint8_t *at = realloc(bytes->at, room);
    if (!at)
        return 0;
    bytes->at = at;
    bytes->room = room;
    return 1;
}

int splice_append(splice_bytes *bytes, const void *from, size_t size)
{
    if (!splice_reserve(bytes, size))
        return 0;
    if (size)
        memcpy(bytes->at + bytes->used, from, size);
    bytes->used += size;
    return 1;
}
