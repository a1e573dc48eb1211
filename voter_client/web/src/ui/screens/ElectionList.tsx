/** The booth without an election in its address: those that are open on this board. */

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Summary } from "../../board/answers";
import type { BoardClient } from "../../board/client";
import { useTexts } from "../language";
import { Busy } from "../parts/Busy";
import { Heading } from "../parts/Heading";
import { Problem } from "../parts/Problem";

export function ElectionList({ client }: { readonly client: BoardClient }): JSX.Element {
  const { t, time } = useTexts();
  const [found, setFound] = useState<readonly Summary[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    client.elections().then(setFound, setError);
  }, []);
  if (error !== null) {
    return (
      <section>
        <Heading>{t("errorTitle")}</Heading>
        <Problem error={error} />
      </section>
    );
  }
  if (found === null) return <Busy title={t("loading")} text={t("loadingText")} />;
  const open = found.filter((each) => each.phase === "open" || each.phase === "waiting");
  return (
    <section>
      <Heading>{t(open.length === 0 ? "noElections" : "chooseElection")}</Heading>
      {open.length === 0 && <p>{t("noElectionsText")}</p>}
      <ul class="elections">
        {open.map((each) => (
          <li key={each.uuid}>
            <a href={addressOf(each.uuid)}>
              <strong>{each.name}</strong>
              {each.school !== "" && <span class="school">{each.school}</span>}
              <span>
                {each.phase === "open"
                  ? t("openUntil", { time: time(each.closes, each.zone) })
                  : t("opensAt", { time: time(each.opens, each.zone) })}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** This page's address with the election; the mode of a polling station stays. */
function addressOf(uuid: string): string {
  const query = new URLSearchParams(location.search);
  query.delete("e");
  query.set("election", uuid);
  return `?${query.toString()}`;
}
