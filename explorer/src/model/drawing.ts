/** Whether there is a picture: a browser may have no WebGL, or take it away from a page, for a while or for good. */

import { signal } from '@preact/signals';

/** `lost`: it was taken away and may come back by itself; `none`: it could not be had. */
export const drawing = signal<'fine' | 'lost' | 'none'>('fine');

/** How often the reader has asked for another try. */
export const tries = signal(0);
