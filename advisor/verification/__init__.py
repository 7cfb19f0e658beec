"""Proofs about a knowledge base: that it is sound, where two versions differ, and what its own cases would notice."""
