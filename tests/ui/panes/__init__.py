"""The tabs on a customer, over real HTTP where they ask the server."""
