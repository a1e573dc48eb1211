/** A button that opens the camera, or on plain http the camera of the phone for one photograph. */

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { hasCamera, NoDecoderError, readPhoto, takesPhotos, watchCamera } from "../camera";
import { useTexts } from "../language";
import { Icon } from "./Icon";
import { Message } from "./Problem";

/** `found` gets each text that is seen, and says whether it was the one: then the camera is closed. */
export function Scanner({ found }: { readonly found: (text: string) => boolean }): JSX.Element | null {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const [message, setMessage] = useState("");
  if (!hasCamera()) return takesPhotos() ? <Photo found={found} /> : null;
  if (open) {
    const close = (): void => setOpen(false);
    const denied = (error: unknown): void => {
      setOpen(false);
      setMessage(t(error instanceof NoDecoderError ? "error.offline" : "scanDenied"));
    };
    return <Camera found={found} close={close} denied={denied} />;
  }
  return (
    <div class="scanner">
      <button
        type="button"
        class="second wide"
        onClick={() => {
          setMessage("");
          setOpen(true);
        }}
      >
        <Icon name="camera" /> {t("scan")}
      </button>
      <Message text={message} />
    </div>
  );
}

interface CameraProps {
  readonly found: (text: string) => boolean;
  readonly close: () => void;
  readonly denied: (error: unknown) => void;
}

function Camera({ found, close, denied }: CameraProps): JSX.Element {
  const { t } = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef(found);
  latest.current = found;
  useEffect(() => {
    let stopped = false;
    let stop = (): void => {
      stopped = true;
    };
    const element = video.current;
    if (element === null) return;
    watchCamera(element, (text) => {
      if (latest.current(text)) close();
    }).then(
      (end) => {
        if (stopped) end();
        else stop = end;
      },
      (error: unknown) => {
        if (!stopped) denied(error);
      },
    );
    return () => stop();
  }, []);
  return (
    <div class="scanner open">
      <video ref={video} muted playsInline aria-label={t("scanning")} />
      <p class="quiet small">{t("scanning")}</p>
      <button type="button" class="second" onClick={close}>
        {t("scanStop")}
      </button>
    </div>
  );
}

function Photo({ found }: { readonly found: (text: string) => boolean }): JSX.Element {
  const { t } = useTexts();
  const [message, setMessage] = useState("");
  const read = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file === undefined) return;
    try {
      const text = await readPhoto(file);
      setMessage(text === null ? t("scanNone") : "");
      if (text !== null) found(text);
    } catch (error) {
      if (!(error instanceof NoDecoderError)) throw error;
      setMessage(t("error.offline"));
    }
    input.value = "";
  };
  return (
    <div class="scanner">
      <label class="button second wide">
        <Icon name="photo" /> {t("scanPhoto")}
        <input
          class="hidden"
          type="file"
          accept="image/*"
          capture="environment"
          onChange={(event) => void read(event.currentTarget)}
        />
      </label>
      <Message text={message} />
    </div>
  );
}
