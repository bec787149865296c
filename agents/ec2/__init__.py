"""The EC2 agent: how machines and their volumes are used, and what can be saved on them."""
