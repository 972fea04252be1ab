from _typeshed import ReadableBuffer

def jpeg(
    data: ReadableBuffer,
    black: ReadableBuffer,
    blocks: ReadableBuffer,
    tables: tuple[tuple[bytes, ...], tuple[bytes, ...]],
    restart_interval: int,
    /,
) -> bytes | tuple[int, ...]: ...
def rle(
    segment: ReadableBuffer, size: tuple[int, int], rects: ReadableBuffer, value: int, /
) -> bytes | None: ...
