"""What can be read from a post's words alone: pure functions on strings, one subject a file."""
