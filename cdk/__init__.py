"""The serverless stack: the same handlers, agents and wire, in the user's own AWS account."""
