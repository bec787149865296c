"""The budgets agent: how budgets stand over a bill, which would fit, and the exact call that makes one."""
