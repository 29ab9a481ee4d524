/** Watches for the browser taking WebGL away from a drawing that is there, and giving it back. */

export interface Loss {
  /** Nothing is seen from now on; the drawing may be thrown away at once. */
  readonly lost: () => void;
  /** It can be drawn again. */
  readonly givenBack: () => void;
}

/** Watches the layers within an element, which are taken together. Answers how to end that. */
export function watchLoss(container: HTMLElement, { lost, givenBack }: Loss): () => void {
  const taken = (event: Event): void => {
    // Else it is for good.
    event.preventDefault();
    // At the layer itself, which hears of it also where it was thrown away.
    event.target?.addEventListener('webglcontextrestored', givenBack, { once: true });
    lost();
  };
  // It does not bubble.
  container.addEventListener('webglcontextlost', taken, true);
  return () => container.removeEventListener('webglcontextlost', taken, true);
}
