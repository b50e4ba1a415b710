// The plotly.js partial bundle: the core (which has `scatter`), the traces that policies/charts/ draws, and the two
// languages of the site that are not English. A new trace type in a chart is one line here.
const Plotly = require("plotly.js/lib/core");

Plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/choropleth"),
  require("plotly.js/lib/scattergeo"),
  require("plotly.js/lib/sankey"),
  require("plotly.js/lib/locales/es"),
  require("plotly.js/lib/locales/fr"),
]);

module.exports = Plotly;
