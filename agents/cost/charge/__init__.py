"""The `charge` tool."""
