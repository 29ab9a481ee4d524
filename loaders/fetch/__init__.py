"""Fetching a source's records from its public API into files that its loader reads."""

from .openalex import FetchProgress, FetchReport, fetch_openalex
from .query import FetchQuery
from .settings import FetchSettings, Prices

__all__ = ["FetchProgress", "FetchQuery", "FetchReport", "FetchSettings", "Prices", "fetch_openalex"]
