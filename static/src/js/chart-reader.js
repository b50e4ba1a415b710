// What a reader does with a live chart: follows a point to its page, and goes from point to point, or from node to node, by keyboard.

import { atDay } from "./map-day.js";

export const coarse = matchMedia("(pointer: coarse)");

/** The page that a point stands for: its customdata, or the first of it, if that is a path on this site. */
function linkOf(point) {
  const link = Array.isArray(point?.customdata) ? point.customdata[0] : point?.customdata;
  return typeof link === "string" && /^\/(?![/\\])/.test(link) ? link : null;
}

/** Our pages do not show in a frame of another site, so they open beside it. */
const isEmbedded = "embed" in document.body.dataset;

export function followLinks(box) {
  const figure = box.closest("figure.chart");
  let tapped = null;
  box.on("plotly_click", ({ points, event }) => {
    const path = points.map(linkOf).find(Boolean);
    if (!path) return;
    // The slider may have moved since the figure was made.
    const link = figure?.dataset.day ? atDay(path, figure.dataset.day) : path;
    // With a finger the first tap shows the text, the second follows it.
    if (coarse.matches && tapped !== link) {
      tapped = link;
    } else if (event?.ctrlKey || event?.metaKey || isEmbedded) {
      window.open(link, "_blank", "noopener");
    } else {
      window.location.assign(link);
    }
  });
}

/** Arrow keys go from point to point and show its text, Enter follows its link, Escape leaves. */
export function stepWithKeys(box) {
  let stops = [];
  let at = -1;
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const leave = () => {
    stops[at]?.hide();
    at = -1;
  };
  box.addEventListener("focus", () => {
    stops = [...cartesianPoints(box), ...flowNodes(box)];
    at = -1;
  });
  box.addEventListener("blur", leave);
  box.addEventListener("keydown", (event) => {
    if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps && stops.length) {
      const next = (Math.max(at, steps[event.key] < 0 ? 0 : -1) + steps[event.key] + stops.length) % stops.length;
      leave();
      at = next;
      stops[at].show();
      event.preventDefault();
    } else if (event.key === "Enter" && stops[at]?.link) {
      if (isEmbedded) window.open(stops[at].link, "_blank", "noopener");
      else window.location.assign(stops[at].link);
    } else if (event.key === "Escape") {
      leave();
    }
  });
}

function cartesianPoints(box) {
  const { Fx } = window.Plotly;
  return box.data.flatMap((trace, curveNumber) => {
    if (!["bar", "scatter", undefined].includes(trace.type) || trace.hoverinfo === "skip") return [];
    if (trace.visible === false || trace.visible === "legendonly") return [];
    const subplot = (trace.xaxis ?? "x") + (trace.yaxis ?? "y");
    const count = Math.max(trace.x?.length ?? 0, trace.y?.length ?? 0);
    return Array.from({ length: count }, (_, pointNumber) => ({
      link: linkOf({ customdata: trace.customdata?.[pointNumber] }),
      show: () => Fx.hover(box, [{ curveNumber, pointNumber }], subplot),
      hide: () => Fx.unhover(box),
    }));
  });
}

/** The nodes of a flow, stage by stage. plotly.js shows their text, and lights up their bands, for a pointer alone. */
function flowNodes(box) {
  return box.data.flatMap(({ type, node }) => {
    if (type !== "sankey") return [];
    return node.customdata.map((customdata, number) => {
      // Asked for anew each time: a chart that is drawn again has other elements.
      const point = (...events) => {
        const all = [...box.querySelectorAll(".sankey-node")];
        const element = all.find((one) => one.__data__?.node.pointNumber === number);
        for (const name of events) element?.dispatchEvent(new MouseEvent(name));
      };
      return {
        link: linkOf({ customdata }),
        show: () => point("mouseover", "mousemove"),
        hide: () => point("mouseout"),
      };
    });
  });
}
