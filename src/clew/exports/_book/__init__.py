"""What books, papers and pages to keep have in common: a thread as a chapter, before any markup."""
