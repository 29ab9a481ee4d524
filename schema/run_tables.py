"""What a run of community detection says: the form of its tables, which builds take over and stores serve."""

from __future__ import annotations

import pyarrow as pa

TEXT, INT, REAL, FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()
TEXTS = pa.list_(pa.string())

LEVELS = ("field", "group", "core")
"""From coarse to fine: resolution 1; the chosen resolution; what of the groups passes the cut test."""

LIVE, ENDED = "LIVE", "ENDED"

RUN_TABLES: dict[str, pa.Schema] = {
    # Every cluster that ever had a key, by key. Of an ended one, what the last run said in which it was live.
    "clusters": pa.schema(
        {
            "key": TEXT,
            "level": TEXT,
            "label": TEXT,
            "status": TEXT,
            "size": INT,
            "paper_count": INT,
            "first_year": INT,
            "last_year": INT,
            "internal_share": REAL,
            "conductance": REAL,
            "is_well_connected": FLAG,
            "seed_agreement": REAL,
            "topics": TEXTS,
            "terms": TEXTS,
            "venues": TEXTS,
            "people": TEXTS,
            "run": TEXT,
        }
    ),
    # By author, level. strength: sum of the author's ties to other members.
    "members": pa.schema({"author": TEXT, "level": TEXT, "cluster": TEXT, "strength": REAL}),
    # What became of each cluster of the run before, and where each of this one came from.
    "events": pa.schema(
        {
            "level": TEXT,
            "event": TEXT,
            "cluster": TEXT,
            "earlier": TEXT,
            "shared": INT,
            "share_of_earlier": REAL,
            "share_of_cluster": REAL,
            "reason": TEXT,
        }
    ),
    # Events of this and all earlier runs that lead from one key to another; by cluster, earlier.
    "descents": pa.schema({"cluster": TEXT, "earlier": TEXT, "event": TEXT, "overlap": REAL, "run": TEXT}),
    # The resolutions that were tried. seeds: runs made; seed_ari is null for one. is_fine: clusters too small to be
    # chosen. foresight: share of what clusters hold together that holds for hidden ties; null where not asked.
    "scan": pa.schema(
        {
            "resolution": REAL,
            "seed_ari": REAL,
            "clusters": INT,
            "median_size": INT,
            "alone_share": REAL,
            "modularity": REAL,
            "largest": INT,
            "seeds": INT,
            "is_fine": FLAG,
            "foresight": REAL,
            "is_chosen": FLAG,
        }
    ),
}
