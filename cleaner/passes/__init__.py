"""The three passes over a corpus: clean each document, search for near-duplicates, write what is left."""
