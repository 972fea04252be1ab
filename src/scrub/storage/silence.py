"""Libraries of stores kept silent, for as long as the process lives: they log names of objects."""

from __future__ import annotations

import logging

_LOGGERS = (
    *("aiobotocore", "botocore", "boto3", "s3transfer", "urllib3"),
    *("fsspec", "fsspec.http", "fsspec.local", "s3fs", "gcsfs", "adlfs", "azure", "google"),
    *("aiohttp", "paramiko", "smbprotocol", "pyarrow"),
)


def silence_stores() -> None:
    """Let none of their loggers say anything, whatever the environment asks of them.

    2026-11: not `logging.disable`, which is the caller's: stores log from threads of their own,
    even after the call that they worked for.
    """
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
        logger.addHandler(logging.NullHandler())
