import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  base: "/",
  build: {
    target: "safari16",
    // The window's content policy allows files only: nothing inlined, no polyfill script in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // The mark is shared with the application's icons, one folder up.
  server: { port: 5173, strictPort: true, fs: { allow: [".."] } },
  // Svelte has a server build too; tests need the one for a browser.
  ...(mode === "test" && { resolve: { conditions: ["browser"] } }),
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
}));
