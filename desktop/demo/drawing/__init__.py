"""Pictures for documents that nobody photographed; the only part that needs Pillow's drawing."""
