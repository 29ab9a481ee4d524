"""A profile page in one round trip. usage: python profile.py [EXTERNAL-ID]"""

import sys

from client import ask

external_id = sys.argv[1] if len(sys.argv) > 1 else "orcid:0000-0002-7000-1792"
author = ask("profile", externalId=external_id)["author"]
metrics = author["metrics"]
print(f"{author['name']} ({author['id']}): {metrics['paperCount']} papers, identity {author['identity']['evidence']}")
for paper in author["papers"]["nodes"]:
    print(f"  {paper['year']}  {paper['title']}")
for edge in author["collaborators"]["edges"]:
    print(f"  {edge['paperCount']} with {edge['node']['name']}")
