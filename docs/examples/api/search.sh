# Search, then open the first hit. usage: sh search.sh [WORDS]; needs jq
URL="${GRAPH_URL:-http://127.0.0.1:8000/graphql}"
variables=$(jq --null-input --arg text "${1:-qun liu}" '{text: $text, kinds: ["AUTHOR"]}')
found=$(curl --silent --show-error --get "$URL" \
  --data-urlencode query@search.graphql --data-urlencode "variables=$variables")
id=$(echo "$found" | jq --raw-output '.data.search.nodes[0].id')
curl --silent --show-error --get "$URL" \
  --data-urlencode query@open.graphql --data-urlencode "variables={\"id\": \"$id\"}"
