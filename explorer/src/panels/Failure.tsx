/** An error as it is shown: what happened, its code and the id of the request, and a way to try again. */
import { retryAll } from './answer';
import { Sign } from './Icon';
import { told } from './told';

interface Props {
  readonly error: unknown;
  /** What else is to be asked again than `retryAll` does. */
  readonly again?: () => void;
  readonly what: string;
  /** Goes on without it. */
  readonly leave?: () => void;
}

export function Failure({ error, again, what, leave }: Props) {
  const { text, code, requestId } = told(error);
  return (
    <div class="failure" role="alert">
      <Sign name="warning" />
      <div>
        <p>
          <strong>{what}</strong> {text}
        </p>
        {(code !== null || requestId !== null) && (
          <p class="small">
            {code !== null && <code>{code}</code>}
            {requestId !== null && (
              <>
                {' '}
                request <code>{requestId}</code>
              </>
            )}
          </p>
        )}
        <button
          type="button"
          class="button"
          onClick={() => {
            again?.();
            retryAll();
          }}
        >
          Try again
        </button>
      </div>
      {leave && (
        <button type="button" class="icon-button" aria-label="Close the message" title="Close" onClick={leave}>
          <Sign name="close" />
        </button>
      )}
    </div>
  );
}

/** Grey bars in place of text that is on its way. */
export function Skeleton({ lines }: { readonly lines: number }) {
  return (
    <div class="skeleton" role="status">
      <span class="sr-only">Loading…</span>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} class={`skeleton-line skeleton-${at % 3}`} />
      ))}
    </div>
  );
}
