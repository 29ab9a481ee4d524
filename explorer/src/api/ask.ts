/** Asks the service. Fails with an AskError, which says what can be shown to a reader. */

import type { TadaDocumentNode } from 'gql.tada';

export class AskError extends Error {
  override readonly name = 'AskError';

  constructor(
    message: string,
    /** `extensions.code` of the first error, else null. */
    readonly code: string | null = null,
    /** Names this request in the service's log; null where none answered. */
    readonly requestId: string | null = null,
  ) {
    super(message);
  }
}

/** Sends a document and gives its data. Errors of GraphQL are failures too: no answer is used in part. */
export type Ask = <Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Result>;

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Asks at `/graphql` of the same origin. Rejects with the signal's reason when it is aborted. */
export const ask: Ask = async (document, variables, signal) => {
  const response = await fetchAnswer(JSON.stringify({ query: document, variables }), signal);
  const requestId = response.headers.get('x-request-id');
  const answer = await readAnswer(response);
  const error = answer?.errors?.[0];
  if (!response.ok || error || answer?.data == null) {
    throw new AskError(
      error?.message ?? `The service answered with status ${response.status}`,
      error?.extensions?.code ?? null,
      requestId,
    );
  }
  return answer.data as never;
};

async function fetchAnswer(body: string, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new AskError('The service cannot be reached');
  }
}

async function readAnswer(response: Response): Promise<Answer | null> {
  try {
    return (await response.json()) as Answer;
  } catch {
    return null;
  }
}
