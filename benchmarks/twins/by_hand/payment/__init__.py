"""Payment: the join of three facts, then the charge, and the refund of what came to nothing."""
