"""What people write down, to rows that can be added to a snapshot."""
