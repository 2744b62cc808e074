"""The part of the RouterOS scripting language that jobs and `/execute` use."""
