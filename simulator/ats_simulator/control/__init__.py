"""
The control plane: what the owner of a sandbox may do, over HTTP and as Python calls.

The modules named after a noun hold the operations, plain functions over a `Sandbox`; `routes`
serves them under `/_sim` and `Simulator` calls them directly. Nothing here knows a vendor.
"""
