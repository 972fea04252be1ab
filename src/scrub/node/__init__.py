"""A DICOM node: what it receives is on the disk, scrubbed, sent on; at each instant in one place.

    incoming/          being received                     inbox, incoming
    received/aa/…dcm   acknowledged, not done yet         arrivals
    out/               scrubbed, noted in out.ledger      scrubbing
    outbox/…/          on its way to a destination        outbox, sender

Every step makes the next place before it leaves the one before, so that a crash at any instant
leaves an instance in at least one of them; and names are made from content, by the key, so that
what is in two of them is the same file.
"""
