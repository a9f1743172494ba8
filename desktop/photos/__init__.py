"""Looking into foreign files: what they are, when a photo was taken, small pictures of them."""
