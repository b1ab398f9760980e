"""What changes in meaning between two workspaces, or between two selections of targets: pure."""
