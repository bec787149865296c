"""From a question to an answer: routing, running the agents, putting their findings together."""
