"""Does it fit? The ground of an answer, the rungs of the ladder, offers, and the document."""
