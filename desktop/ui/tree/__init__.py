"""The customer tree: model, view, and the panel around them."""
