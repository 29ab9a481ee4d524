/** What a reader is told when something failed: a sentence, and what to quote when asking about it. */
import { AskError } from '../api/ask';

export interface Told {
  readonly text: string;
  readonly code: string | null;
  readonly requestId: string | null;
}

export function told(error: unknown): Told {
  const text = sentence(error instanceof Error ? error.message : String(error));
  if (error instanceof AskError) return { text, code: error.code, requestId: error.requestId };
  return { text, code: null, requestId: null };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
