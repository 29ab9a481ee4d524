"""OpenAlex in parts: finding files, telling forms apart, one adapter an entity; `sources/openalex.py` joins them."""
