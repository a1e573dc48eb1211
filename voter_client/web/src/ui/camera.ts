/**
 * Looking for QR codes in a camera's pictures or in one photograph. Everything stays in memory; the camera is released
 * as soon as somebody stops looking.
 *
 * The decoder is loaded only when somebody wants to scan: most people at a polling station type.
 */

type Decode = typeof import("@paulmillr/qr/decode.js").default;

const SIDE = 480;
const PHOTO_SIDE = 1000;
const EVERY_MS = 120;

/** The decoder could not be fetched: the board does not answer. */
export class NoDecoderError extends Error {}

/** Whether this page may ask for the camera: not on plain http, except on this very machine. */
export function hasCamera(): boolean {
  return window.isSecureContext && typeof navigator.mediaDevices?.getUserMedia === "function";
}

/** Whether this device takes photographs for a file field: phones and tablets. */
export function takesPhotos(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}

/**
 * Shows the camera in `video` and calls `found` with the text of each code seen, until the returned function is called.
 * Rejects if the camera is refused or absent, and with NoDecoderError.
 */
export async function watchCamera(video: HTMLVideoElement, found: (text: string) => void): Promise<() => void> {
  const decode = await decoder();
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "environment", width: { ideal: 1280 } },
  });
  const timer = { id: 0 };
  const stop = (): void => {
    window.clearInterval(timer.id);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  const canvas = document.createElement("canvas");
  timer.id = window.setInterval(() => {
    const text = look(decode, canvas, video, video.videoWidth, video.videoHeight, SIDE, true);
    if (text !== null) found(text);
  }, EVERY_MS);
  return stop;
}

/** The text of the QR code in a photograph; null if none is found. Rejects with NoDecoderError. */
export async function readPhoto(file: Blob): Promise<string | null> {
  const decode = await decoder();
  try {
    const picture = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    // Whole first, then the middle of it larger: photographs hold more than the code.
    const text =
      look(decode, canvas, picture, picture.width, picture.height, PHOTO_SIDE, false) ??
      look(decode, canvas, picture, picture.width, picture.height, PHOTO_SIDE, true);
    picture.close();
    return text;
  } catch {
    return null;
  }
}

async function decoder(): Promise<Decode> {
  try {
    return (await import("@paulmillr/qr/decode.js")).default;
  } catch {
    throw new NoDecoderError();
  }
}

function look(
  decode: Decode,
  canvas: HTMLCanvasElement,
  picture: CanvasImageSource,
  width: number,
  height: number,
  side: number,
  middle: boolean,
): string | null {
  if (width === 0 || height === 0) return null;
  const square = Math.min(width, height);
  const [w, h] = middle ? [square, square] : [width, height];
  const scale = Math.min(1, side / Math.max(w, h));
  canvas.width = Math.round(w * scale);
  canvas.height = Math.round(h * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h, 0, 0, canvas.width, canvas.height);
  try {
    return decode(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    // The decoder throws for every picture without a code.
    return null;
  }
}
