"""The usual sentences of a report, each as a form: words in their order, and what the facts have to be for it."""
