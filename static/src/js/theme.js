// Colours of charts come from custom properties, so that one figure follows light and dark.

const VARIABLE = /var\(\s*(--[\w-]+)\s*(?:,\s*([^()]+))?\)/g;
const TRANSPARENT = "rgba(0,0,0,0)";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Call `listener()` when the reader's colour scheme changes. */
export function onSchemeChange(listener) {
  dark.addEventListener("change", listener);
}

/** A copy of `value` (any JSON) in which every `var(--x)` is the value that `--x` has on `element`. */
export function resolveVariables(value, element) {
  const style = getComputedStyle(element);
  const known = new Map();
  const lookUp = (name, fallback) => {
    if (!known.has(name)) known.set(name, plainColour(style.getPropertyValue(name).trim(), element));
    return known.get(name) || fallback?.trim() || "";
  };
  const walk = (node) => {
    if (typeof node === "string") {
      return node.includes("var(--") ? node.replace(VARIABLE, (_, name, fallback) => lookUp(name, fallback)) : node;
    }
    if (Array.isArray(node)) return node.map(walk);
    if (node && typeof node === "object") {
      return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child)]));
    }
    return node;
  };
  return walk(value);
}

/** Custom properties keep what was written, such as `light-dark(a, b)`; the browser works it out for a real property. */
function plainColour(value, element) {
  if (!value || !CSS.supports("color", value)) return value;
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = value;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** The layout with our ink, grid and paper wherever the figure does not say otherwise. Resolve variables after it. */
export function themed(layout, element) {
  const ink = "var(--chart-ink, #333)";
  const grid = "var(--chart-grid, #ddd)";
  const result = {
    paper_bgcolor: TRANSPARENT,
    plot_bgcolor: TRANSPARENT,
    ...layout,
    font: { family: getComputedStyle(element).fontFamily, color: ink, ...layout.font },
    modebar: { bgcolor: TRANSPARENT, color: grid, activecolor: ink, ...layout.modebar },
  };
  for (const name of Object.keys(layout)) {
    if (/^[xy]axis\d*$/.test(name)) {
      result[name] = { gridcolor: grid, linecolor: grid, zerolinecolor: grid, tickcolor: grid, ...layout[name] };
    } else if (/^geo\d*$/.test(name)) {
      result[name] = { bgcolor: TRANSPARENT, ...layout[name] };
    }
  }
  return result;
}
