# How two people are connected, and by which papers. usage: sh path.sh [ID ID]
curl --silent --show-error --get "${GRAPH_URL:-http://127.0.0.1:8000/graphql}" \
  --data-urlencode query@path.graphql \
  --data-urlencode "variables={\"from\": \"${1:-AXGRPJ5FN0DKV33Z3}\", \"to\": \"${2:-A1VMEAQC7MB2CHV6E}\"}"
