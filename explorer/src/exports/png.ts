/** The drawing as PNG, at twice its size so that names can be read in print. */

import type { Drawing } from './svg';

const SCALE = 2;
/** Of a side, in pixels: above it, browsers give up. */
const MOST = 8192;

/** Fails with an Error where the browser cannot draw it. */
export async function png({ text, width, height }: Drawing): Promise<Blob> {
  const scale = Math.min(SCALE, MOST / Math.max(width, height));
  const source = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('This browser cannot make the image.'))));
    });
  } finally {
    URL.revokeObjectURL(source);
  }
}
