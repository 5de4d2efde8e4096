"""What happens to an article once it is read. The route, in order:

validate (100)     is it an article at all? else drop it, with a named reason
deduplicate (200)  is its text already in the archive under another address? then say so
save (300)         one transaction: new, revised, unchanged or duplicate

Thin on purpose: what an article is, and what the same text is, stands in ``scraper/``.
"""
