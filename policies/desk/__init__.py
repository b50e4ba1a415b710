"""What is done at an editor's desk beside moving a record on: the queue, successors, addresses, conflicts."""
