"""What a record said and says: states, their differences, snapshots, working copies and revisions."""
