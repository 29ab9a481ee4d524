"""Who surrounds a person, two steps far. usage: python neighborhood.py [ID]"""

import sys

from client import ask

root = sys.argv[1] if len(sys.argv) > 1 else "AXGRPJ5FN0DKV33Z3"
found = ask("neighborhood", roots=[root])["neighborhood"]
names = {node["id"]: node["name"] for node in found["nodes"]}
for edge in found["edges"]:
    print(f"{names[edge['source']]} -- {names[edge['target']]}  {edge['paperCount']} papers")
for count in found["counts"]:
    print(f"{count['shown']} of the root's {count['total']} {count['kind']} are here")
print(f"{len(names)} people, {'cut at a limit' if found['truncated'] else 'all there are'}")
