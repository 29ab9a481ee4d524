# The profile again, asked for by the SHA-256 of a document that the service knows. usage: sh persisted.sh [EXTERNAL-ID]
hash=$(sha256sum profile.graphql | cut -d ' ' -f 1)
curl --silent --show-error --get "${GRAPH_URL:-http://127.0.0.1:8000/graphql}" \
  --data-urlencode "documentId=sha256:$hash" \
  --data-urlencode "variables={\"externalId\": \"${1:-orcid:0000-0002-7000-1792}\"}"
