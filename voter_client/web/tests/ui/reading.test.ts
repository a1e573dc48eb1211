/** What people type and scan, and what addresses say. */

import { describe, expect, test } from "vitest";
import { readParams } from "../../src/ui/params";
import { codeInScan, lookUpAddress } from "../../src/ui/scannedCode";
import { isAddress, typedCode } from "../../src/ui/typedCode";

const UUID = "4ftD6B2W4gxTm3ohkR8y7f";
const CODE = "1XJ5-GVYK-05SB-XDV8-PA8X";
const FULL = "e5O2p9JKYkpg69ru4aoLc/MMHA+bcdefghijklmnopq";

describe("an access code while it is typed", () => {
  test("groups itself and makes look-alikes canonical", () => {
    expect(typedCode("1xj5gvyko5")).toMatchObject({ state: "typing", count: 10, tidy: "1XJ5-GVYK-05" });
    expect(typedCode("1xj5-")).toMatchObject({ count: 4, tidy: "1XJ5" });
  });

  test("an impossible character is marked where it stands, and the text is left alone", () => {
    const typed = typedCode("1xj5 gu*");
    expect(typed).toMatchObject({ state: "bad", bad: "u", tidy: "1xj5 gu*" });
    expect(typed.pieces.map((piece) => piece.bad)).toEqual([false, false, false, false, false, true, true]);
  });

  test("the whole is judged at its 20th character", () => {
    expect(typedCode(CODE.slice(0, -1)).state).toBe("typing");
    expect(typedCode(CODE).state).toBe("right");
    expect(typedCode(CODE.toLowerCase().replace(/-/g, " ")).state).toBe("right");
    expect(typedCode(`${CODE.slice(0, -1)}A`).state).toBe("check");
    expect(typedCode("X1" + CODE.slice(2)).state).toBe("check");
    expect(typedCode(`${CODE}0`).state).toBe("long");
  });

  test("the card's other QR code is known by its form", () => {
    expect(isAddress(" HTTPS://papan.example/booth/?e=x")).toBe(true);
    expect(isAddress(CODE)).toBe(false);
  });
});

describe("a tracking code that is scanned", () => {
  test("bare, in full or short", () => {
    expect(codeInScan(` ${FULL} `)).toBe(FULL);
    expect(codeInScan("k7qx 2m9d vt4a")).toBe("K7QX-2M9D-VT4A");
  });

  test("in the address of a receipt", () => {
    const address = lookUpAddress("http://papan.lan", UUID, FULL);
    expect(address).toBe(`http://papan.lan/booth/?e=${UUID}&check=${FULL.replace("/", "_").replace("+", "-")}`);
    expect(codeInScan(address)).toBe(FULL);
    expect(codeInScan(address.replace(/booth.*check/, `e/${UUID}/box?code`))).toBe(FULL);
  });

  test.each(["", "x", CODE, "http://papan.lan/", "http://papan.lan/?code=x", `${FULL}A`])("not %s", (text) => {
    expect(codeInScan(text)).toBeNull();
  });
});

describe("the page's address", () => {
  test("election, polling station, language", () => {
    const plain = { uuid: UUID, agreed: null, check: null, tps: false, machine: "", language: "id", board: null };
    expect(readParams(`?election=${UUID}`)).toEqual(plain);
    expect(readParams(`?e=${UUID}`)).toEqual(plain);
    expect(readParams(`?e=${UUID}&tps=1&lang=en`)).toEqual({ ...plain, tps: true, language: "en" });
    expect(readParams("?tps&lang=fr")).toMatchObject({ tps: true, machine: "", language: "id" });
    expect(readParams(`?e=${UUID}&check=`)).toEqual({ ...plain, check: "" });
    expect(readParams(`?e=${UUID}&check=${FULL.replace("+", "-")}`).check).toBe(FULL.replace("+", "-"));
    expect(readParams("?tps&check=x").check).toBeNull();
    expect(readParams("?tps=0")).toMatchObject({ tps: false, machine: "" });
    expect(readParams("").tps).toBe(false);
  });

  test("the name of a polling station's machine", () => {
    expect(readParams("?tps=Bilik-1")).toMatchObject({ tps: true, machine: "Bilik-1" });
    expect(readParams("?tps=%20Lab%20IPA%202%20").machine).toBe("Lab IPA 2");
    expect(readParams(`?tps=${"x".repeat(40)}`).machine).toHaveLength(40);
    for (const none of ["", "1", "%20", "x".repeat(41), "Bilik%0A1", "Bilik%E2%80%AE1", "Bilik%E2%80%A81", "Bilik%C2%A01"]) {
      expect(readParams(`?tps=${none}`), none).toMatchObject({ tps: true, machine: "" });
    }
  });

  test("a pin is compared without its gaps, and never dropped", () => {
    const root = "0123456789abcdef".repeat(4);
    expect(readParams(`?agreed=${root}`).agreed).toBe(root);
    expect(readParams(`?agreed=${root.toUpperCase().replace(/(....)/g, "$1+")}`).agreed).toBe(root);
    expect(readParams("?agreed=").agreed).toBe("");
    expect(readParams("?agreed=nonsense").agreed).toBe("nonsense");
  });

  test("what is no identifier or no board is left out", () => {
    expect(readParams("?e=../x").uuid).toBe("");
    expect(readParams("?board=javascript:alert(1)").board).toBeNull();
    expect(readParams("?board=https://papan.example/").board).toBe("https://papan.example");
  });
});
