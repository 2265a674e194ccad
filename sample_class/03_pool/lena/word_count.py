class Oops(Exception):
    pass


def word_count(paths, processes=2):
    raise Oops('=HYPERLINK("https://example.org";"<script>alert(1)</script>")')
