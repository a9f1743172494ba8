"""Looking into foreign files: what they are, small pictures of them, the JPEG that goes up."""
