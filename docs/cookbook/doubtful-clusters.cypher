// Which large clusters should be used with care: badly connected, or not found again from other seeds?
// params: {"level": "group", "size": 20}
// columns: label, size, papers, ties_inside, is_well_connected, seed_agreement, key

MATCH (cluster:Cluster {level: $level, status: 'LIVE'})
WHERE cluster.size >= $size AND (NOT cluster.is_well_connected OR cluster.seed_agreement < 0.5)
RETURN cluster.label AS label, cluster.size AS size, cluster.paper_count AS papers,
       round(cluster.internal_share, 2) AS ties_inside, cluster.is_well_connected AS is_well_connected,
       round(cluster.seed_agreement, 2) AS seed_agreement, cluster.key AS key
ORDER BY cluster.seed_agreement, cluster.size DESC, cluster.key
LIMIT 25;
