"""How agents declare their questions: what a text says, and which of an agent's intents takes it."""
