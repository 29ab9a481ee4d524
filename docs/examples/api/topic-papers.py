"""All papers of a topic, a line each, page after page. usage: python topic-papers.py [EXTERNAL-ID]"""

import sys

from client import ask

topic = sys.argv[1] if len(sys.argv) > 1 else "openalex:T10399"
after = None
while True:
    page = ask("topic-papers", topic=topic, after=after)["topic"]["papers"]
    for paper in page["nodes"]:
        print(f"{paper['id']}  {paper['year'] or '-'}  {paper['title']}")
    if not page["pageInfo"]["hasNextPage"]:
        break
    after = page["pageInfo"]["endCursor"]
