"""Where the same pure functions run: on this machine, or on Spark."""
