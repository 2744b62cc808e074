"""The three panes; none knows another."""
