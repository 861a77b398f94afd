"""How long it takes until the shop answers, and what it holds in memory."""
