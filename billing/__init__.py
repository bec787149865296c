"""The bill: reading billing exports and answering questions about them with exact sums."""
