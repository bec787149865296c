"""The inventory agent: what is in the accounts, from a snapshot, as lists with identity."""
