"""A small shop: what Pacegate's example measures. Standard library only."""
