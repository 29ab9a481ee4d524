"""How two people are connected, and by which papers. usage: python path.py [ID ID]"""

import sys

from client import ask

start, end = sys.argv[1:3] if len(sys.argv) > 2 else ("AXGRPJ5FN0DKV33Z3", "A1VMEAQC7MB2CHV6E")
found = ask("path", **{"from": start, "to": end})["paths"]
for path in found["paths"]:
    print(" -- ".join(node["name"] for node in path["nodes"]))
    for edge in path["edges"]:
        for paper in edge["papers"]:
            print(f"  {paper['year']}  {paper['title']}")
if not found["paths"]:
    print(f"no path: {found['reason']}")
