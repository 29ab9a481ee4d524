"""What tests in a browser share: one browser, one service over the clustered sample, pages that are watched."""

from support.browser import browser, built_explorer, page, site, watched

__all__ = ["browser", "built_explorer", "page", "site", "watched"]
