/* Builds everything the browser loads into static/dist/ (not committed). Run it with `npm run build`.
 *
 * Nothing is fetched: all inputs are in static/src/, frontend/ and node_modules/. File names are stable, because
 * Django's manifest storage adds the hashes.
 */
import { readFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants as zlib } from "node:zlib";

/** The version that the Python package `plotly` bundles: figures are validated there and drawn here. */
const PLOTLY_VERSION = "4.1.1";
const BROWSERS = ["chrome94", "edge94", "firefox93", "safari15.4"];

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "static", "src");
const dist = join(root, "static", "dist");
const modules = join(root, "node_modules");
const plotly = join(modules, "plotly.js");

function fail(message) {
  console.error(`build: ${message}`);
  process.exit(1);
}

function checkPlotlyVersion() {
  if (!existsSync(plotly)) fail("node_modules/ is missing; run `npm ci` first.");
  const { version } = JSON.parse(readFileSync(join(plotly, "package.json"), "utf8"));
  if (version !== PLOTLY_VERSION) {
    fail(
      `plotly.js ${version} is installed, ${PLOTLY_VERSION} is expected. The Python package plotly bundles ` +
        `${PLOTLY_VERSION} (plotly.offline.get_plotlyjs_version()). Change both together: package.json, ` +
        `PLOTLY_VERSION in frontend/build.mjs and requirements.txt.`,
    );
  }
}

checkPlotlyVersion();
// Only now, so that a missing node_modules/ is told by its name.
const esbuild = await import("esbuild");
const { liveTopology, readTopology, stillWorld } = await import("./world.mjs");

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: BROWSERS,
  legalComments: "eof",
  logLevel: "warning",
};

/** Our scripts, classic ones for `<script defer>`: one for every page, one with htmx for faceted lists, one for search fields, one for the analysts' forms. */
function buildApp() {
  return esbuild.build({
    ...shared,
    entryPoints: {
      app: join(source, "js", "main.js"),
      lists: join(source, "js", "lists.js"),
      suggest: join(source, "js", "suggest.js"),
      admin: join(source, "js", "admin", "main.js"),
    },
    format: "iife",
    outdir: dist,
  });
}

/** plotly.js loads a list of country names in all their spellings, for `locationmode: "country names"`. We use ISO codes. */
const noCountryNames = {
  name: "no-country-names",
  setup(build) {
    build.onLoad({ filter: /[\\/]country-iso-search[\\/].*\.c?js$/ }, () => ({
      contents: "exports.COUNTRIES = []; exports.createLookup = () => ({ lookupAlpha3: () => undefined });",
    }));
  },
};

/** The heatmap sets a style attribute, which the Content Security Policy blocks: cells would be blurred into each other. */
const heatmapWithoutStyleAttribute = {
  name: "heatmap-without-style-attribute",
  setup(build) {
    build.onLoad({ filter: /[\\/]traces[\\/]heatmap[\\/]plot\.js$/ }, ({ path }) => {
      const before = readFileSync(path, "utf8");
      const contents = before.replace(
        "image3.attr('style', PIXELATED_IMAGE_STYLE)",
        "image3.each(function () { this.style.cssText = PIXELATED_IMAGE_STYLE; })",
      );
      if (contents === before) {
        return { errors: [{ text: "plotly.js has changed its heatmap: is the style attribute of its image gone?" }] };
      }
      return { contents };
    });
  },
};

/** plotly.js with the traces in use only. Loaded by charts.js when a chart becomes live. */
function buildPlotly() {
  const require = createRequire(join(plotly, "package.json"));
  return esbuild.build({
    ...shared,
    entryPoints: [join(root, "frontend", "plotly-migpol.cjs")],
    format: "iife",
    globalName: "Plotly",
    outfile: join(dist, "plotly-migpol.js"),
    banner: { js: `/*! plotly.js v${PLOTLY_VERSION}, partial bundle. Copyright Plotly, Inc. MIT licence. */` },
    // One d3-geo for plotly.js and its d3-geo-projection, which would bring the same version twice.
    alias: { "d3-geo": require.resolve("d3-geo") },
    // The style sheet of maplibre, which no trace here needs.
    loader: { ".css": "empty" },
    plugins: [noCountryNames, heatmapWithoutStyleAttribute],
    define: { global: "window", "define.amd": "false", "process.env.NODE_DEBUG": "false" },
  });
}

/** @fontsource names a woff fallback beside each woff2; every browser that we build for reads woff2. */
const woff2Only = {
  name: "woff2-only",
  setup(build) {
    build.onLoad({ filter: /[\\/]@fontsource[\\/].*\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/,\s*url\([^)]*\.woff\)\s*format\(['"]woff['"]\)/g, ""),
      loader: "css",
      resolveDir: dirname(path),
    }));
  },
};

/** One style sheet; fonts and pictures become files beside it, under readable names. */
async function buildCss() {
  const entry = join(source, "css", "main.css");
  if (!existsSync(entry)) {
    console.log("build: static/src/css/main.css does not exist, app.css is not built.");
    return;
  }
  await esbuild.build({
    ...shared,
    entryPoints: [entry],
    outfile: join(dist, "app.css"),
    assetNames: "assets/[name]",
    loader: { ".woff2": "file", ".woff": "file", ".svg": "file", ".png": "file" },
    plugins: [woff2Only],
  });
}

/** plotly.js's own rules as a file, so that it needs no inline style: see Content Security Policy. */
function copyOurs() {
  const ofAdmin = ["admin.css", "entry.css"].map((name) => readFileSync(join(source, "css", name), "utf8"));
  writeFileSync(join(dist, "admin.css"), ofAdmin.join("\n"));
  writeFileSync(join(dist, "favicon.svg"), readFileSync(join(root, "static", "src", "favicon.svg")));
}

function copyPlotlyCss() {
  writeFileSync(join(dist, "plotly.css"), readFileSync(join(plotly, "dist", "plotly.css")));
}

function buildWorld() {
  const topology = readTopology(join(plotly, "dist", "plotly-geo-assets.js"), PLOTLY_VERSION);
  const still = stillWorld(topology);
  writeFileSync(join(dist, "world_110m.json"), JSON.stringify(liveTopology(topology)));
  writeFileSync(join(dist, "world.json"), JSON.stringify(still));
  const zooms = JSON.parse(readFileSync(join(root, "frontend", "zooms.json"), "utf8"));
  for (const [name, zoom] of Object.entries(zooms)) {
    writeFileSync(join(dist, `world-${name}.json`), JSON.stringify(stillWorld(topology, zoom)));
  }
  const { width, height, geo, countries, other } = still;
  console.log(
    `world.json: ${Object.keys(countries).length} countries and areas, ${Object.keys(other).length} others, ` +
      `${width} x ${height}; live map: ${JSON.stringify(geo)}`,
  );
}

function printSizes() {
  const files = readdirSync(dist, { recursive: true })
    .map((name) => join(dist, name))
    .filter((path) => statSync(path).isFile())
    .sort();
  console.log(`${"file".padEnd(56)}${"bytes".padStart(10)}${"brotli".padStart(10)}`);
  for (const path of files) {
    const bytes = readFileSync(path);
    const brotli = /\.woff2?$/.test(path)
      ? bytes.length
      : brotliCompressSync(bytes, { params: { [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
    console.log(
      relative(dist, path).padEnd(56) + String(bytes.length).padStart(10) + String(brotli).padStart(10),
    );
  }
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
try {
  await Promise.all([buildApp(), buildPlotly(), buildCss()]);
} catch (error) {
  // esbuild has printed what and where; its stack adds nothing.
  if (!error.errors) throw error;
  process.exit(1);
}
copyPlotlyCss();
copyOurs();
buildWorld();
printSizes();
