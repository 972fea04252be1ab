/* scrub.pixels.codecs._splice: what splice.h does, on buffers of Python (limited API of 3.11). */
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "splice.h"

#include <stdlib.h>
#include <string.h>

static const char *const MESSAGES[] = {
    [SPLICE_MISUSED] = "arguments that do not go together",
    [SPLICE_BROKEN] = "entropy-coded data of this JPEG are broken",
    [SPLICE_CUT_SHORT] = "truncated pixel data, or broken ones",
    [SPLICE_RESTARTS] = "a JPEG with restart markers missing, or too many",
    [SPLICE_ORDER] = "restart markers of this JPEG are out of order",
    [SPLICE_CODES] = "a Huffman table of this JPEG has too many codes",
};

/* Take the bytes into Python, and free them. */
static PyObject *result(splice_status status, splice_bytes *out)
{
    PyObject *made = NULL;
    if (status == SPLICE_NO_MEMORY)
        PyErr_NoMemory();
    else if (status >= SPLICE_MISUSED)
        PyErr_SetString(PyExc_ValueError, MESSAGES[status]);
    else if (status == SPLICE_DONE)
        made = PyBytes_FromStringAndSize((const char *)out->at, (Py_ssize_t)out->used);
    free(out->at);
    return made;
}

static int tables_of(PyObject *tuple, splice_table tables[SPLICE_MOST_TABLES])
{
    for (Py_ssize_t i = 0; i < PyTuple_Size(tuple); i++) {
        char *at;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyTuple_GetItem(tuple, i), &at, &size))
            return 0;
        tables[i] = (splice_table){(const uint8_t *)at, (size_t)size};
    }
    return 1;
}

PyDoc_STRVAR(jpeg_doc,
    "jpeg(data, black, blocks, tables, restart_interval, /)\n--\n\n"
    "Return a scan's data with the black blocks replaced, or which codes are lacking.");

static PyObject *jpeg(PyObject *self, PyObject *args)
{
    (void)self;
    Py_buffer data, black, blocks;
    PyObject *old, *new, *made = NULL;
    Py_ssize_t interval;
    splice_scan scan = {0};
    splice_bytes out = {0};
    uint32_t lacking[SPLICE_MOST_TABLES];
    splice_status status = SPLICE_MISUSED;
    if (!PyArg_ParseTuple(args, "y*y*y*(O!O!)n", &data, &black, &blocks, &PyTuple_Type, &old,
            &PyTuple_Type, &new, &interval))
        return NULL;
    size_t number = (size_t)blocks.len / sizeof *scan.blocks;
    size_t tables = (size_t)PyTuple_Size(old);
    if (interval < 0 || !number || number > SPLICE_MOST_BLOCKS || tables > SPLICE_MOST_TABLES
        || (size_t)PyTuple_Size(new) != tables || (size_t)black.len % number) {
        made = result(SPLICE_MISUSED, &out);
        goto release;
    }
    if (!tables_of(old, scan.old) || !tables_of(new, scan.new))
        goto release;
    memcpy(scan.blocks, blocks.buf, number * sizeof *scan.blocks);
    scan.data = data.buf;
    scan.size = (size_t)data.len;
    scan.black = black.buf;
    scan.mcus = (size_t)black.len / number;
    scan.restart_interval = (size_t)interval;
    scan.number_of_blocks = number;
    scan.number_of_tables = tables;
    Py_BEGIN_ALLOW_THREADS
    status = splice_jpeg(&scan, &out, lacking);
    Py_END_ALLOW_THREADS
    made = result(status, &out);
    if (status == SPLICE_LACKING && (made = PyTuple_New((Py_ssize_t)tables)))
        for (size_t i = 0; i < tables; i++)
            PyTuple_SetItem(made, (Py_ssize_t)i, PyLong_FromUnsignedLong(lacking[i]));
release:
    PyBuffer_Release(&data);
    PyBuffer_Release(&black);
    PyBuffer_Release(&blocks);
    return made;
}

PyDoc_STRVAR(rle_doc,
    "rle(segment, size, rects, value, /)\n--\n\n"
    "Return an RLE segment with a byte in the rects, or None if a run crosses the end of a row.");

static PyObject *rle(PyObject *self, PyObject *args)
{
    (void)self;
    Py_buffer segment, rects;
    Py_ssize_t rows, columns;
    unsigned char value;
    splice_bytes out = {0};
    splice_status status = SPLICE_NO_MEMORY;
    if (!PyArg_ParseTuple(args, "y*(nn)y*b", &segment, &rows, &columns, &rects, &value))
        return NULL;
    size_t number = (size_t)rects.len / sizeof(splice_rect);
    splice_rect *own = malloc((number + 1) * sizeof *own);
    if (own) {
        memcpy(own, rects.buf, number * sizeof *own);
        Py_BEGIN_ALLOW_THREADS
        status = rows < 1 || columns < 1
            ? SPLICE_MISUSED
            : splice_rle(segment.buf, (size_t)segment.len, (size_t)rows, (size_t)columns, own,
                number, value, &out);
        Py_END_ALLOW_THREADS
        free(own);
    }
    PyBuffer_Release(&segment);
    PyBuffer_Release(&rects);
    PyObject *made = result(status, &out);
    return status == SPLICE_CROSSING ? Py_NewRef(Py_None) : made;
}

static PyMethodDef methods[] = {
    {"jpeg", jpeg, METH_VARARGS, jpeg_doc},
    {"rle", rle, METH_VARARGS, rle_doc},
    {0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_splice", "What splice.h does.", 0, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__splice(void)
{
    return PyModuleDef_Init(&definition);
}
