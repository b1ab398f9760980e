"""Results as blocks: what is said of them, once for every medium and language."""
