// Which earlier clusters does a person's cluster come from, through all runs?
// params: {"name": "Qun Liu", "level": "group"}
// columns: steps, event, label, earlier_label, share_of_earlier, status_of_earlier, run, key, earlier_key

MATCH (:Author {name: $name})-[:MEMBER_OF]->(now:Cluster {level: $level, status: 'LIVE'})
MATCH path = (now)-[:DESCENDS_FROM*1..10]->(earlier:Cluster)
WITH length(path) AS steps, last(relationships(path)) AS descent
WITH min(steps) AS steps, descent, startNode(descent) AS cluster, endNode(descent) AS earlier
RETURN steps, descent.event AS event, cluster.label AS label, earlier.label AS earlier_label,
       round(descent.overlap, 2) AS share_of_earlier, earlier.status AS status_of_earlier, descent.run AS run,
       cluster.key AS key, earlier.key AS earlier_key
ORDER BY steps, descent.overlap DESC, earlier.key
LIMIT 25;
