"""What the cost agent can be asked: a module a tool, each with the intents that lead to it."""
