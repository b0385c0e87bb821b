"""Following: authors, hashtags, words and servers, by the streams of their networks, until somebody stops it."""
