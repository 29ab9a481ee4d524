# Who surrounds a person, two steps far. usage: sh neighborhood.sh [ID]
curl --silent --show-error --get "${GRAPH_URL:-http://127.0.0.1:8000/graphql}" \
  --data-urlencode query@neighborhood.graphql \
  --data-urlencode "variables={\"roots\": [\"${1:-AXGRPJ5FN0DKV33Z3}\"]}"
