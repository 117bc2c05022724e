"""What an answer to a request claims, checked from the files, the log of the book and the plan it stands on."""
