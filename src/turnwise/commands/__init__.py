"""The subcommands of `turnwise`, one module each, loaded only when called."""
