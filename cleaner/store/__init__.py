"""What lies on disk: records and the ledger, and the one commit point that makes them real."""
