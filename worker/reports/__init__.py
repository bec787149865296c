"""Reports: a saved set of questions, answered over a bill and written for people and programs."""
