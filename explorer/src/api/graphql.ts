/** Types documents against the service's schema. At run time a document is its text, so no parser is in the bundle. */

import type { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env';

type Document = ReturnType<typeof initGraphQLTada<{ introspection: introspection; disableMasking: true }>>;

/** A document of one operation with the fragments it uses, as it is sent. A field that the schema lacks fails the type check. */
export const graphql = ((...[text, fragments = []]: [string, string[]?]) => [text, ...fragments].join('')) as unknown as Document;

export type { ResultOf, VariablesOf } from 'gql.tada';
