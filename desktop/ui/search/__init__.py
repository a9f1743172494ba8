"""Finding customers as one types: the field, the results, and the tree narrowed to them."""
