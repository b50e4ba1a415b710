// A chart in more room than it was laid out for grows as a picture does: text, marks and margins too, and not its plot alone.
// Else what stands in the margins would be cut off, and the live chart would not lie on the still that it takes the place of.
const LENGTHS = new Set(["size", "xshift", "yshift", "l", "r", "t", "b"]);

/** The figure `factor` times as large; the same where there is less room, for its text is to be read. */
export function enlarged(figure, factor) {
  if (!(factor > 1.01)) return figure;
  const grown = (value) => (typeof value === "number" ? value * factor : Array.isArray(value) ? value.map(grown) : walk(value));
  const walk = (value) => {
    if (Array.isArray(value)) return value.map(walk);
    if (!value || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, LENGTHS.has(name) ? grown(inner) : walk(inner)]),
    );
  };
  // Rows of data hold no lengths, but those of marks.
  return { ...figure, data: figure.data.map((trace) => grownTrace(trace, grown)), layout: walk(figure.layout) };
}

function grownTrace(trace, grown) {
  const changes = {};
  if (trace.marker?.size !== undefined) changes.marker = { ...trace.marker, size: grown(trace.marker.size) };
  if (trace.textfont?.size !== undefined) changes.textfont = { ...trace.textfont, size: grown(trace.textfont.size) };
  return { ...trace, ...changes };
}
