"""The kernel: jobs, storage and queue ports, tools, answers. Imports no framework and no AWS client."""
