/* The world, twice from one topology: for plotly.js as it is, and projected once for the map that the server draws.
 *
 * plotly.js ships a UN-based topology (110m). Still and live map must coincide, so `fitLikePlotly` repeats what
 * plotly.js does in src/plots/geo/geo.js (`updateProjection`) for the layout that world.json carries as `geo`.
 */
import { readFileSync } from "node:fs";
import vm from "node:vm";
import { geoArea, geoNaturalEarth1, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

const WIDTH = 960;
/* What the map shows: from below Cape Horn to above Greenland, without Antarctica. */
const SOUTH = -57;
const NORTH = 83.9;
const LONGITUDE_RANGE = [-180, 180];
/* plotly.js joins the corners of its ranges by great circles of 90 degrees, which bulge towards the poles. It is given
 * the ranges whose bulge reaches the latitudes above. */
const LATITUDE_RANGE = [SOUTH, NORTH].map((degrees) =>
  round((Math.atan(Math.tan((degrees * Math.PI) / 180) * Math.SQRT1_2) * 180) / Math.PI, 2),
);
/* src/plots/geo/constants.js of plotly.js. */
const CLIP_PAD = 1e-3;
const PRECISION = 0.1;

/* Layers that a page may ask plotly.js for. Left out: `subunits` and `rivers`, a quarter of the bytes. */
const LIVE_LAYERS = ["countries", "land", "coastlines", "ocean", "lakes"];
/* Curves of the still are resampled to this (pixels), and rings smaller than this (square pixels) are left out of it
 * unless they are all that a country has. */
const STILL_PRECISION = 0.5;
const SMALLEST_RING = 0.4;
/* A bend of a border that encloses less than this (square pixels) is left out of the still: nobody sees it, and it
 * halves the bytes of every page with a map. Borders stay shared, because arcs are simplified and not areas. */
const SMALLEST_BEND = 0.8;

/** `world_110m` as plotly.js publishes it, one geometry for each id. That file overwrites `window.Plotly`: never load it in a page. */
export function readTopology(path, version) {
  const context = vm.createContext({});
  context.self = context;
  context.window = context;
  vm.runInContext(readFileSync(path, "utf8"), context);
  const assets = [context.moduleName, context.Plotly].find((candidate) => candidate?.topojson);
  if (!assets?.topojson.world_110m) throw new Error(`${path}: no topojson.world_110m; plotly.js has changed.`);
  if (assets.version !== version) throw new Error(`${path}: version ${assets.version}, expected ${version}.`);
  // Over JSON, because objects of another realm have other prototypes.
  const topology = JSON.parse(JSON.stringify(assets.topojson.world_110m));
  topology.objects.countries.geometries = mergeById(topology);
  return topology;
}

/** The topology has ECU, ESP, PRT and PSE twice (Galapagos, Canaries, Madeira, Gaza apart), and plotly.js colours the
 * first that it finds: of Palestine only Gaza. */
function mergeById(topology) {
  const byId = new Map();
  for (const geometry of topology.objects.countries.geometries) {
    byId.set(geometry.id, [...(byId.get(geometry.id) ?? []), geometry]);
  }
  const polygons = ({ type, arcs }) => (type === "Polygon" ? [arcs] : arcs);
  const area = (geometry) => geoArea(feature(topology, geometry));
  return [...byId.values()].map((parts) => {
    if (parts.length === 1) return parts[0];
    const largest = parts.reduce((a, b) => (area(b) > area(a) ? b : a));
    return { ...largest, type: "MultiPolygon", arcs: parts.flatMap(polygons) };
  });
}

/** The topology with the layers in use and their arcs only. */
export function liveTopology(topology) {
  const numbers = new Map();
  const arcs = [];
  const renumber = (arc) => {
    if (Array.isArray(arc)) return arc.map(renumber);
    const index = arc < 0 ? ~arc : arc;
    if (!numbers.has(index)) {
      numbers.set(index, arcs.length);
      arcs.push(topology.arcs[index]);
    }
    return arc < 0 ? ~numbers.get(index) : numbers.get(index);
  };
  const objects = {};
  for (const layer of LIVE_LAYERS) {
    const { geometries, ...rest } = topology.objects[layer];
    objects[layer] = {
      ...rest,
      geometries: geometries.map((geometry) => ({ ...geometry, arcs: renumber(geometry.arcs) })),
    };
  }
  return { ...topology, objects, arcs };
}

/** Everything the server needs to draw the map: size, projection, the live layout's `geo`, and one path for each area.
 * `zoom` is a part of the world: its middle (degrees), how many times larger than the world it is drawn, and by how many
 * degrees the globe is turned first, for what the edge of the map would cut. Every part has the size of the whole. */
export function stillWorld(topology, zoom = null) {
  const rotation = zoom?.rotation ?? 0;
  const { projection, height, centerLatitude } = fitLikePlotly(rotation, zoom);
  const [x0, y0] = projection([rotation, 0]);
  projection.precision(STILL_PRECISION);
  topology = simplify(presimplify(topology, sphericalTriangleArea), SMALLEST_BEND / projection.scale() ** 2);
  const countries = {};
  const other = {};
  for (const geometry of topology.objects.countries.geometries) {
    const path = pathOf(feature(topology, geometry), projection);
    // Codes that ISO 3166 leaves to users begin with X: here areas of undetermined or disputed status.
    if (path) (geometry.id.startsWith("X") ? other : countries)[geometry.id] = path;
  }
  return {
    width: WIDTH,
    height,
    // x = translate[0] + scale * rawX, y = translate[1] - scale * rawY, raw as in d3's geoNaturalEarth1Raw.
    projection: {
      type: "natural earth1",
      scale: round(projection.scale(), 4),
      translate: [round(x0, 3), round(y0, 3)],
      ...(rotation ? { rotation } : {}),
    },
    geo: {
      projection: {
        type: "natural earth1",
        ...(zoom ? { scale: zoom.scale } : {}),
        ...(rotation ? { rotation: { lon: rotation } } : {}),
      },
      center: zoom ? { lon: zoom.lon, lat: zoom.lat } : { lon: 0, lat: centerLatitude },
      lonaxis: { range: LONGITUDE_RANGE.map((longitude) => longitude + rotation) },
      lataxis: { range: LATITUDE_RANGE },
    },
    countries: sorted(countries),
    other: sorted(other),
  };
}

/** Projection and height that plotly.js arrives at for our `geo` layout, domain full, margins 0, at WIDTH. */
function fitLikePlotly(rotation, zoom) {
  const [west, east] = [LONGITUDE_RANGE[0] + rotation + CLIP_PAD, LONGITUDE_RANGE[1] + rotation - CLIP_PAD];
  const [south, north] = [LATITUDE_RANGE[0] + CLIP_PAD, LATITUDE_RANGE[1] - CLIP_PAD];
  const quarters = [0, 1, 2, 3, 4].map((quarter) => west + (quarter * (east - west)) / 4);
  const box = {
    type: "Polygon",
    coordinates: [
      [
        [west, south],
        ...quarters.map((longitude) => [longitude, north]),
        ...quarters.toReversed().map((longitude) => [longitude, south]),
      ],
    ],
  };
  const projection = geoNaturalEarth1().rotate([-rotation, 0]).precision(PRECISION).fitWidth(WIDTH, box);
  const height = Math.ceil(geoPath(projection).bounds(box)[1][1]);
  projection.fitExtent([[0, 0], [WIDTH, height]], box);
  const bounds = geoPath(projection).bounds(box);
  const middle = [0, 1].map((axis) => (bounds[0][axis] + bounds[1][axis]) / 2);
  // plotly.js puts `geo.center` at the middle of the box. Its own default, the mean latitude, is not what lies there.
  const centerLatitude = round(projection.invert(middle)[1], 3);
  const center = zoom ? [zoom.lon - rotation, zoom.lat] : [0, centerLatitude];
  projection.center(center).scale(projection.scale() * (zoom?.scale ?? 1)).translate(middle).clipExtent(bounds);
  return { projection, height, centerLatitude };
}

/** SVG path of a feature, in relative coordinates of one decimal; empty if nothing of it is on the map. */
function pathOf(area, projection) {
  const rings = [];
  const pen = {
    beginPath() {},
    moveTo: (x, y) => rings.push([[x, y]]),
    lineTo: (x, y) => rings.at(-1).push([x, y]),
    closePath() {},
    arc() {},
  };
  geoPath(projection, pen)(area);
  // Tenths of a pixel as integers, so that relative steps add up without drift.
  const drawn = rings.map((ring) => withoutRepeats(ring.map((point) => point.map((value) => Math.round(value * 10)))));
  const sizes = drawn.map(size);
  const largest = Math.max(...sizes);
  return drawn
    .filter((ring, index) => ring.length > 2 && (sizes[index] >= SMALLEST_RING * 100 || sizes[index] === largest))
    .map(ringPath)
    .join("");
}

function withoutRepeats(ring) {
  const kept = ring.filter((point, index) => index === 0 || !samePoint(point, ring[index - 1]));
  while (kept.length > 1 && samePoint(kept[0], kept.at(-1))) kept.pop();
  // A point in the middle of a straight run adds nothing.
  return kept.filter((point, index) => {
    const before = kept.at(index - 1);
    const after = kept[(index + 1) % kept.length];
    const [ax, ay] = [point[0] - before[0], point[1] - before[1]];
    const [bx, by] = [after[0] - point[0], after[1] - point[1]];
    return ax * by !== ay * bx || ax * bx + ay * by <= 0;
  });
}

function samePoint(a, b) {
  return a[0] === b[0] && a[1] === b[1];
}

/** Area of a ring, in square units of its coordinates. */
function size(ring) {
  let twice = 0;
  ring.forEach(([x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

function ringPath(ring) {
  let path = "";
  let [x, y] = [0, 0];
  ring.forEach(([nextX, nextY], index) => {
    path += (index === 0 ? "M" : index === 1 ? "l" : "") + pair(nextX - x, nextY - y, index > 1);
    [x, y] = [nextX, nextY];
  });
  return `${path}z`;
}

function pair(x, y, follows) {
  const [a, b] = [short(x), short(y)];
  return (follows && !a.startsWith("-") ? " " : "") + a + (b.startsWith("-") ? "" : " ") + b;
}

/** Tenths as a decimal number without needless characters: -5 is "-.5". */
function short(tenths) {
  return String(tenths / 10).replace(/^(-?)0\./, "$1.");
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function round(value, decimals) {
  return Number(value.toFixed(decimals));
}
