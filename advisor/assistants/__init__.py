"""The advisor for assistants: tools and resources by the Model Context Protocol.

`tools.py` knows no protocol; `server.py` is the only place that knows the SDK.
"""
