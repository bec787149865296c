"""The stack's parts, one capability each."""
