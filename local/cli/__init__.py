"""The `finops` command, a module a subcommand."""
