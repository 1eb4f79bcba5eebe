"""One document's story, from bytes to speeches; every step is a pure function."""
