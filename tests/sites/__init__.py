"""The local web: six association sites on one loopback port, for `make demo` and the tests.

The sites are told apart by the Host header and answer under the real host names, in the shapes that
the real ones have (legacy tables, WordPress, agency CMS, Joomla, section and slug). All prose is made
up for the tests, save one page of kignet.

    content/<site>.txt   what the site holds, in a light markup (read by `source`)
    <site>.py            how that site looks and answers
    truth.py             what an archive of these sites must hold, from the same source
    server.py            the server, its log and its faults to order
"""
