"""Who surrounds a person, two steps far. usage: python neighborhood.py [ID]"""

import sys

from client import ask

root = sys.argv[1] if len(sys.argv) > 1 else "AXGRPJ5FN0DKV33Z3"
found = ask("neighborhood", roots=[root])["neighborhood"]
names = {node["id"]: node["name"] for node in found["nodes"]}
for edge in found["edges"]:
    print(f"{names[edge['source']]} -- {names[edge['target']]}  {edge['paperCount']} papers")
shown = [f"{count['shown']} of {count['total']} {count['kind']}" for count in found["counts"]]
print(f"{len(names)} people, {', '.join(shown)}{', cut at the limit' if found['truncated'] else ''}")
