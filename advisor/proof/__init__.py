"""What holds in every case there is: the knowledge base as a formula, and Z3 to search it."""
