# All papers of a topic, a line each, page after page. usage: sh topic-papers.sh [EXTERNAL-ID]; needs jq
after=null
while [ -n "$after" ]; do
  page=$(curl --silent --show-error --get "${GRAPH_URL:-http://127.0.0.1:8000/graphql}" \
    --data-urlencode query@topic-papers.graphql \
    --data-urlencode "variables={\"topic\": \"${1:-openalex:T10399}\", \"after\": $after}")
  echo "$page" | jq --raw-output '.data.topic.papers.nodes[] | "\(.id)  \(.year // "-")  \(.title)"'
  after=$(echo "$page" | jq '.data.topic.papers.pageInfo | if .hasNextPage then .endCursor else empty end')
done
