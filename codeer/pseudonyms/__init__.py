"""Find in a transcript what tells who, where and when it is about, to replace it."""
