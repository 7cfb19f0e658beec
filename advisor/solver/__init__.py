"""What holds in every case there is: a knowledge base as diagrams and as a formula, and what is asked of them."""
