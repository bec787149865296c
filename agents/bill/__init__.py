"""What every agent over a bill shares: scope, filters, dimensions, basis, blocks and wording."""
