"""Takes patients' identities out of DICOM: out of the header, and out of the pixels."""
