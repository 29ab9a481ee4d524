"""What each source said: staging, acceptance, current view. Append-only Parquet with manifests."""
