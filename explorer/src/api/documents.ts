/**
 * Every document that the explorer sends. The build writes each one to a file for the service, which answers these
 * also where it refuses others: so each export here is one whole document, never made at run time.
 */

import { graphql } from './graphql.ts';

export const GRAPH = graphql(`
  query Graph {
    graph {
      build
      asOf
      referenceYear
      nodes { kind count }
      relations { kind count }
      sources { name release license records }
    }
  }
`);

export const NEIGHBORHOOD = graphql(`
  query Neighborhood($id: ID!, $relations: [RelationKind!], $first: Int!, $limit: Int!) {
    neighborhood(roots: [$id], relations: $relations, perNode: $first, limit: $limit) {
      nodes { id kind name degree year weight cluster }
      edges { source target kind strength paperCount firstYear lastYear }
      counts { kind shown total }
      redirected { asked id }
    }
  }
`);

export const SUBGRAPH = graphql(`
  query Subgraph($ids: [ID!]!) {
    subgraph(ids: $ids) {
      nodes { id kind name degree year weight cluster }
      edges { source target kind strength paperCount firstYear lastYear }
      redirected { asked id }
    }
  }
`);

export const PATHS = graphql(`
  query Paths($from: ID!, $to: ID!) {
    paths(from: $from, to: $to) {
      paths {
        length
        cost
        nodes { id kind name degree year weight cluster }
        edges {
          source target kind strength paperCount firstYear lastYear
          papers(first: 3) { id title year }
        }
      }
      total
      reason
      redirected { asked id }
    }
  }
`);

export const MEMBERS = graphql(`
  query Members($id: ID!, $after: String) {
    cluster(id: $id) {
      id
      label
      level
      members(first: 100, after: $after) {
        nodes { id }
        pageInfo { hasNextPage endCursor }
        totalCount
      }
    }
  }
`);

export const SAMPLE_PEOPLE = graphql(`
  query SamplePeople {
    authors(first: 8, orderBy: PAPER_COUNT_DESC) {
      nodes {
        id
        name
        metrics { paperCount firstYear lastYear }
        affiliations(first: 1) { institution { name } }
        topics(first: 2) { topic { name } }
      }
    }
  }
`);

export const FIND_NODES = graphql(`
  query FindNodes($text: String!, $kinds: [NodeKind!], $first: Int!) {
    search(text: $text, kinds: $kinds, first: $first) {
      nodes {
        id kind name paperCount firstYear lastYear affiliation authors
        node {
          __typename
          ... on Author { topics(first: 2) { topic { name } } }
          ... on Paper { venue { name acronym } }
          ... on Topic { scheme level }
          ... on Institution { city countryCode }
          ... on Venue { acronym type }
          ... on Cluster { size grain: level }
        }
      }
    }
  }
`);

export const REACH = graphql(`
  query Reach($id: ID!) {
    neighborhood(roots: [$id], perNode: 1, limit: 20) { counts { kind total } }
  }
`);

export const AUTHOR_FACTS = graphql(`
  query AuthorFacts($id: ID!) {
    author(id: $id) {
      sortName
      nameVariants
      orcid
      identity { evidence mergeRisk reasons isPartial shares { evidence authorships } }
      metrics {
        paperCount collaboratorCount closeCollaboratorCount firstYear lastYear asOf
        citationCount { claimed claimedBy inGraph coverage }
        hIndex { claimed claimedBy inGraph coverage }
      }
      affiliationStatus
      affiliations(first: 3) { firstYear lastYear institution { id name } }
      printedAffiliations(first: 1) { items { name lastYear } }
      papersPerYear { year count }
      topics(first: 5) { paperCount topic { id name } }
      papers(first: 3) { nodes { id title year } }
      cluster { cluster { id label level size } }
      possiblySame(first: 3) { probability author { id name } }
    }
  }
`);

export const PAPER_FACTS = graphql(`
  query PaperFacts($id: ID!) {
    paper(id: $id) {
      abstract
      year
      type
      doi
      url
      pdfUrl
      codeUrl
      isRetracted
      authorCount
      citationCount { claimed claimedBy inGraph coverage }
      authors(first: 8) { nodes { id name } }
      venue { id name }
      topics(first: 5) { topic { id name } }
    }
  }
`);

export const TOPIC_FACTS = graphql(`
  query TopicFacts($id: ID!) {
    topic(id: $id) {
      scheme
      level
      description
      keywords
      paperCount
      broader(first: 3) { nodes { id name } }
      topAuthors(first: 5) { edges { paperCount node { id name } } }
    }
  }
`);

export const INSTITUTION_FACTS = graphql(`
  query InstitutionFacts($id: ID!) {
    institution(id: $id) {
      aliases
      ror
      city
      countryCode
      type
      paperCount
      authorCount
      people(first: 5) { edges { paperCount firstYear lastYear node { id name } } }
    }
  }
`);

export const VENUE_FACTS = graphql(`
  query VenueFacts($id: ID!) {
    venue(id: $id) {
      acronym
      type
      paperCount
      papersPerYear { year count }
      topAuthors(first: 5) { paperCount author { id name } }
    }
  }
`);

export const CLUSTER_FACTS = graphql(`
  query ClusterFacts($id: ID!, $after: String) {
    cluster(id: $id) {
      id
      label
      level
      status
      size
      paperCount
      firstYear
      lastYear
      quality { internalShare conductance isWellConnected seedAgreement }
      topics
      terms
      venues
      members(first: 50, after: $after) {
        edges { strength node { id name metrics { paperCount } } }
        pageInfo { hasNextPage endCursor }
        totalCount
      }
    }
  }
`);

const REFERENCE = graphql(`
  fragment Reference on Paper {
    id
    title
    year
    type
    doi
    url
    authors(first: 30) { edges { name node { family } } pageInfo { hasNextPage } }
    venue { name type }
  }
`);

export const REFERENCES = graphql(
  `
  query References($ids: [ID!]!) {
    nodes(ids: $ids) { ...Reference }
  }
`,
  [REFERENCE],
);

export const AUTHOR_REFERENCES = graphql(
  `
  query AuthorReferences($id: ID!, $after: String) {
    author(id: $id) {
      papers(first: 50, after: $after) {
        nodes { ...Reference }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`,
  [REFERENCE],
);

export const CLUSTER_NAMES = graphql(`
  query ClusterNames($ids: [ID!]!) {
    nodes(ids: $ids) { __typename ... on Cluster { id label level } }
  }
`);
