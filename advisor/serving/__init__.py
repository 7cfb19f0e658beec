"""The advisor by HTTP: thin endpoints over the functions, limits, and problems as RFC 9457 has them.

The only place that knows Starlette and uvicorn. Nothing that is sent is stored or logged.
"""
