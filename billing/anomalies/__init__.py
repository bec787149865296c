"""Days that cost more than their past lets expect: found in series of daily amounts."""
