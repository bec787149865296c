"""The embedded platform: everything the cloud shape has, in one process on the loopback interface."""
