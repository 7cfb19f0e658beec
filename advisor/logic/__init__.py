"""What rules mean, wherever it is worked out: for one case, for many, or for a case of which some is open."""
