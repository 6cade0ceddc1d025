"""Search QA: questions whose answers are found, page by page, with a search engine."""
