// @neo4j/graphql as its manual has it, served by yoga: node server.js PORT BOLT_URI PASSWORD
import { createServer } from 'node:http'
import { Neo4jGraphQL } from '@neo4j/graphql'
import { createYoga } from 'graphql-yoga'
import neo4j from 'neo4j-driver'

const [port, uri, password] = process.argv.slice(2)

const typeDefs = /* GraphQL */ `
  type Author @node {
    key: String!
    name: String!
    papers: [Paper!]! @relationship(type: "AUTHORED", direction: OUT)
    collaborators: [Author!]!
      @relationship(type: "CO_AUTHORED_WITH", direction: OUT, queryDirection: UNDIRECTED, properties: "Tie")
  }

  type Paper @node {
    key: String!
    title: String!
    year: Int
    sort_key: String
    authors: [Author!]! @relationship(type: "AUTHORED", direction: IN)
  }

  type Tie @relationshipProperties {
    strength: Float!
  }

  type GraphNode {
    id: String!
    kind: String!
    name: String!
    hop: Int!
    degree: Int!
    year: Int
  }

  type GraphEdge {
    source: String!
    target: String!
    kind: String!
    strength: Float
    paperCount: Int
  }

  type Neighborhood {
    nodes: [GraphNode!]!
    edges: [GraphEdge!]!
  }

  type Query {
    neighborhood(id: String!): Neighborhood
      @cypher(
        columnName: "found"
        statement: """
        MATCH (root:Author {key: $id})
        CALL (root) { MATCH (root)-[r:CO_AUTHORED_WITH]-(n) WITH r, n ORDER BY r.strength DESC, n.key LIMIT 25
          RETURN collect(n) AS one }
        CALL (one) { UNWIND one AS o
          CALL (o) { MATCH (o)-[r:CO_AUTHORED_WITH]-(n) WITH r, n ORDER BY r.strength DESC, n.key LIMIT 25
            RETURN collect(n) AS best }
          UNWIND range(0, size(best) - 1) AS place WITH best[place] AS n, place
          WITH n, min(place) AS place ORDER BY place, n.key RETURN collect(n) AS two }
        WITH root, one, ([root] + one + [n IN two WHERE n <> root AND NOT n IN one])[..300] AS nodes
        CALL (root, one, nodes) { UNWIND range(0, size(nodes) - 1) AS place WITH nodes[place] AS n, place
          RETURN collect({id: n.key, kind: 'AUTHOR', name: n.name, year: n.last_year,
            hop: CASE WHEN place = 0 THEN 0 WHEN place <= size(one) THEN 1 ELSE 2 END,
            degree: COUNT { (n)-[:CO_AUTHORED_WITH]-() }}) AS told }
        CALL (nodes) { UNWIND nodes AS a MATCH (a)-[r:CO_AUTHORED_WITH]->(b) WHERE b IN nodes
          RETURN collect({source: a.key, target: b.key, kind: 'CO_AUTHORED_WITH', strength: r.strength,
            paperCount: r.paper_count}) AS edges }
        RETURN {nodes: told, edges: edges} AS found
        """
      )
  }
`

const driver = neo4j.driver(uri, neo4j.auth.basic('neo4j', password))
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema()
const yoga = createYoga({ schema, context: { sessionConfig: { database: 'neo4j' } }, logging: false, graphiql: false })
createServer(yoga).listen(Number(port), '127.0.0.1')
