"""The cost model: what one order costs, what more orders need, and a simulation that checks it."""
