/// <reference types="vitest/config" />
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

/** Whether an asset is the styles of no page in particular. */
function sharedStyles(names: readonly string[]): boolean {
  return names.some((name) => name.endsWith(".css") && !["index.css", "opening.css"].includes(name));
}

/** What both pages share would be named after one of its parts, and content blockers know some words. */
function chunkName(chunk: { readonly isDynamicEntry: boolean; readonly facadeModuleId: string | null }): string {
  if (!chunk.isDynamicEntry) return "shared";
  return chunk.facadeModuleId?.endsWith("/textsEn.ts") === true ? "english" : "scanning";
}

/** Tells the page what its file of English texts is called; see src/ui/texts.ts. */
function englishFile(): Plugin {
  return {
    name: "english-file",
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
      const english = chunks.find((chunk) => chunk.facadeModuleId?.endsWith("/textsEn.ts"));
      const file = english?.fileName.split("/").pop();
      const asking = chunks.filter((chunk) => chunk.code.includes("__ENGLISH_FILE__"));
      if (file === undefined || asking.length !== 1) throw new Error("The file of English texts has no place.");
      for (const chunk of asking) chunk.code = chunk.code.replaceAll("__ENGLISH_FILE__", file);
    },
  };
}

// The board serves the booth under /booth/, so every address in the build is relative. Nothing here may depend on the
// machine or the time: the genesis names the hashes of the built files.
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [englishFile()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2020",
    outDir: "dist",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // The policy of the page allows no data: scripts or styles, and files are what the genesis names.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        index: resolve(import.meta.dirname, "index.html"),
        opening: resolve(import.meta.dirname, "opening.html"),
      },
      output: {
        chunkFileNames: (chunk) => `assets/${chunkName(chunk)}-[hash].js`,
        assetFileNames: (asset) => `assets/${sharedStyles(asset.names) ? "shared" : "[name]"}-[hash][extname]`,
      },
    },
  },
  test: {
    include: ["tests/**/*.test.ts"],
    benchmark: { include: ["tests/**/*.bench.ts"] },
    environment: "node",
    setupFiles: ["tests/examples.ts"],
    // They take seconds at most; a machine that does much else must not end them.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
