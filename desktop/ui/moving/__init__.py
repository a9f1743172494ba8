"""Moving a customer to another parent, closing and blocking it: asked about first, undone after."""
