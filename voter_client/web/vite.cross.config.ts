import { defineConfig } from "vite";

/** Builds tests/cross.ts into one file that plain Node runs, for tests/booth/ of the repository. */
export default defineConfig({
  root: import.meta.dirname,
  ssr: { noExternal: true },
  build: { ssr: "tests/cross.ts", minify: false, rollupOptions: { output: { entryFileNames: "cross.mjs" } } },
});
