"""Search, then open the first hit. usage: python search.py [WORDS]"""

import sys

from client import ask

text = sys.argv[1] if len(sys.argv) > 1 else "qun liu"
hits = ask("search", text=text, kinds=["AUTHOR"])["search"]["nodes"]
for hit in hits:
    print(f"{hit['id']}  {hit['name']}  {hit['paperCount']} papers, {hit['firstYear']}-{hit['lastYear']}")
if hits:
    found = ask("open", id=hits[0]["id"])["node"]
    for paper in found["papers"]["nodes"]:
        print(f"  {paper['year']}  {paper['title']}")
