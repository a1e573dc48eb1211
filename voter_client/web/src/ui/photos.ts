/**
 * What stands beside the names, from the board: the document before anything is shown, then the photos one by one, each
 * checked and shown from the page's memory.
 *
 * Invariant: nothing is shown whose bytes are not those of the countersigned genesis. Leaving the session frees all.
 */

import { useEffect, useState } from "preact/hooks";
import type { BoardClient } from "../board/client";
import { BoardError } from "../board/errors";
import { BoothError, checkPhoto, type OpenElection, photosOf, type Presentation, readPresentation } from "../core";

/** The presentation that the genesis names; null if it names none, or if it is `missing`: erased, or out of reach. */
export interface LoadedPresentation {
  readonly presentation: Presentation | null;
  readonly missing: boolean;
}

/** The address of each photo in this page's memory, by its hash; null for one that cannot be had. */
export type Photos = ReadonlyMap<string, string | null>;

export interface LoadedPhotos {
  readonly photos: Photos;
  /** A photo has other bytes than were agreed on: this is not the election that everybody sees. */
  readonly altered: BoothError | null;
}

const NONE: LoadedPhotos = { photos: new Map(), altered: null };

/** Throws BoothError `voter-presentation` if the board answers with another document than was agreed on. */
export async function loadPresentation(client: BoardClient, election: OpenElection): Promise<LoadedPresentation> {
  const { genesis, setup } = election;
  if (genesis.presentation === "") return { presentation: null, missing: false };
  try {
    const data = await client.presentation(genesis.uuid);
    return { presentation: readPresentation(data, genesis.presentation, setup.election), missing: false };
  } catch (error) {
    // Names and numbers are enough to vote: nobody can keep voters away by withholding photos.
    if (error instanceof BoardError) return { presentation: null, missing: true };
    throw error;
  }
}

/** The photos, as they arrive after the page is there. */
export function usePhotos(client: BoardClient, uuid: string, presentation: Presentation | null): LoadedPhotos {
  const [loaded, setLoaded] = useState(NONE);
  useEffect(() => {
    if (presentation === null) return undefined;
    const photos = new Map<string, string | null>();
    let left = false;
    const load = async (): Promise<void> => {
      for (const digest of photosOf(presentation)) {
        const image = await photo(client, uuid, digest);
        if (left) return;
        if (image instanceof BoothError) {
          setLoaded({ photos: new Map(), altered: image });
          return;
        }
        photos.set(digest, image === null ? null : URL.createObjectURL(image));
        setLoaded({ photos: new Map(photos), altered: null });
      }
    };
    void load();
    return () => {
      left = true;
      for (const address of photos.values()) if (address !== null) URL.revokeObjectURL(address);
    };
  }, []);
  return loaded;
}

/** The image; null if it cannot be had; the error of one that was exchanged. */
async function photo(client: BoardClient, uuid: string, digest: string): Promise<Blob | BoothError | null> {
  try {
    const data = await client.photo(uuid, digest);
    return new Blob([data.slice()], { type: checkPhoto(data, digest) });
  } catch (error) {
    if (error instanceof BoothError) return error;
    if (error instanceof BoardError) return null;
    throw error;
  }
}
