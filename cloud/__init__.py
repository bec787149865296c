"""The stack in an account of one's own: what it takes, how it gets there, what goes into it, and how it goes again."""
