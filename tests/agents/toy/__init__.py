"""An agent in a folder of its own: the log groups of CloudWatch, and which of them keep everything for ever."""
