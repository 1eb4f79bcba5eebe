"""How ``decode`` tells encodings apart: each module answers one question about the bytes, and none knows the order."""
