# A profile page in one round trip. usage: sh profile.sh [EXTERNAL-ID]
curl --silent --show-error --get "${GRAPH_URL:-http://127.0.0.1:8000/graphql}" \
  --data-urlencode query@profile.graphql \
  --data-urlencode "variables={\"externalId\": \"${1:-orcid:0000-0002-7000-1792}\"}"
