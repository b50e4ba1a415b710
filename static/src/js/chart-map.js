// Live maps look as their stills do.

/** The live map takes its fills and outlines from the style sheet, as the still does, so that states differ by pattern
 * as well as by colour: plotly.js has no patterns for maps. */
export function dressMap({ figure }, box) {
  const order = figure.layout.meta?.stateOrder;
  if (!order || !isMap(figure)) return;
  const areas = figure.data.find(({ type }) => type === "choropleth");
  const circles = figure.data.find(({ type }) => type === "scattergeo");
  const stateOf = new Map(areas?.locations.map((iso3, at) => [iso3, order[areas.z[at]]]));
  for (const path of box.querySelectorAll("path.choroplethlocation")) {
    dressShape(path, stateOf.get(path.__data__?.loc), "choroplethlocation");
  }
  const states = circles?.marker.color.map((colour) => /--state-([a-z-]+)/.exec(colour)?.[1]) ?? [];
  for (const layer of box.querySelectorAll("g.scattergeo")) layer.classList.add("small-states");
  box.querySelectorAll(".scattergeo path.point").forEach((path, at) => {
    dressShape(path, states[path.__data__?.i ?? at], "point");
  });
}

function dressShape(path, state, own) {
  if (!state) return;
  path.setAttribute("class", `${own} country state-${state}`);
  for (const name of ["fill", "stroke", "stroke-width"]) path.style.removeProperty(name);
}

/** What the style sheet fills shapes with stays in the page when the still that brought it goes. */
export function keepPatterns(canvas, still) {
  const patterns = isMapStill(still) ? still.querySelector("defs") : null;
  if (!patterns) return;
  const holder = document.createElementNS(still.namespaceURI, "svg");
  holder.setAttribute("class", "chart-patterns");
  holder.setAttribute("aria-hidden", "true");
  holder.append(patterns);
  canvas.append(holder);
}

function isMapStill(still) {
  return Boolean(still?.querySelector(".countries"));
}

export function isMap({ data }) {
  return data.some(({ type }) => type === "choropleth" || type === "scattergeo");
}
