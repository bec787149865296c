"""What can be saved on a bill and in an account: the checks, and one list of theirs that adds up."""
