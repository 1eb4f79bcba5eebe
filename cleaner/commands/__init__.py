"""One module a subcommand, one public function each."""
