"""The advice agent: what can be saved, on what evidence, in one list that adds up."""
