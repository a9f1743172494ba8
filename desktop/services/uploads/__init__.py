"""Files on their way to customers: what is decided here, what is done in a process of its own.

`service.Uploads` is what the window knows of it.
"""
