"""What commitments to buy: usage by the hour, rates for sale, and the purchase that costs least on it."""
