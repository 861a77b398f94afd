"""Three releases of one service, each as it would stand in its own checkout; docs/EVOLUTION.md tells their story."""
